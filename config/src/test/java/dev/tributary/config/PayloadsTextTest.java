package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTextTest {
    private static final String KEY = "Ab".repeat(32);

    private static void isRead(String text, AgentConfig.Payloads as) {
        assertThat(PayloadsText.problem(text)).isEmpty();
        assertThat(PayloadsText.read(text)).isEqualTo(as);
        assertThat(text).matches(PayloadsText.SCHEMA);
    }

    private static AgentConfig.Payloads aged(String type, Optional<String> who, Duration age) {
        return new AgentConfig.Payloads(type, who, OptionalLong.empty(), OptionalLong.empty(), Optional.of(age));
    }

    @Test
    void aTypeAnAgeAndWhoseLogAreRead() {
        isRead("chat.*;age=30d;own", aged("chat.*", Optional.of("own"), Duration.ofDays(30)));
        isRead("door.open;age=12h", aged("door.open", Optional.empty(), Duration.ofHours(12)));
        isRead("door.open;others;age=12h", aged("door.open", Optional.of("others"), Duration.ofHours(12)));
        isRead("door.open;age=12h;" + KEY, aged("door.open", Optional.of("ab".repeat(32)), Duration.ofHours(12)));
    }

    @Test
    void allLimitsOfRetentionAreRead() {
        isRead(
                "chat.*;events=1000;bytes=1GiB;age=30d",
                new AgentConfig.Payloads(
                        "chat.*",
                        Optional.empty(),
                        OptionalLong.of(1_000),
                        OptionalLong.of(1L << 30),
                        Optional.of(Duration.ofDays(30))));
        isRead(
                "chat.*;own;events=5",
                new AgentConfig.Payloads(
                        "chat.*", Optional.of("own"), OptionalLong.of(5), OptionalLong.empty(), Optional.empty()));
    }

    @Test
    void twoRulesAreAboutTheSameWhenTypeAndLogAre() {
        assertThat(PayloadsText.about("a;age=1d")).isEqualTo(PayloadsText.about("a;events=2"));
        assertThat(PayloadsText.about("a;age=1d")).isNotEqualTo(PayloadsText.about("a;age=1d;own"));
        assertThat(PayloadsText.about("a;own;age=1d")).isEqualTo(PayloadsText.about("a;age=1d;own"));
        assertThat(PayloadsText.about("a;age=1d;" + KEY)).isEqualTo(PayloadsText.about("a;age=1d;" + "aB".repeat(32)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "chat",
                ";age=1d",
                "chat;age=0d",
                "chat;age=3w",
                "chat;age=1d;all",
                "chat;own",
                "chat;events=0",
                "chat;bytes=much",
                "chat;age=1d;age=2d",
                "chat;age=1d;own;others",
                "chat;age=1d;replicated=2",
                "chat;events=3;refuse",
                "chat;age=1d;",
                ".*;age=1d",
                "*;age=1d",
                "ch*t;age=1d",
                "tributary.genesis;age=1d",
                "tributary.*;age=1d"
            })
    void whatIsNoRuleHasAProblem(String text) {
        assertThat(PayloadsText.problem(text)).isPresent();
    }
}
