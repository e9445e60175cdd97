package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTextTest {
    @Test
    void aTypeAnAgeAndWhoseLogAreRead() {
        assertThat(PayloadsText.problem("chat.*;age=30d;own")).isEmpty();
        assertThat(PayloadsText.read("chat.*;age=30d;own"))
                .isEqualTo(new AgentConfig.Payloads("chat.*", Duration.ofDays(30), true));
        assertThat(PayloadsText.problem("door.open;age=12h")).isEmpty();
        assertThat(PayloadsText.read("door.open;age=12h"))
                .isEqualTo(new AgentConfig.Payloads("door.open", Duration.ofHours(12), false));
    }

    @Test
    void twoRulesAreAboutTheSameWhenTypeAndLogAre() {
        assertThat(PayloadsText.about("a;age=1d")).isEqualTo(PayloadsText.about("a;age=2h"));
        assertThat(PayloadsText.about("a;age=1d")).isNotEqualTo(PayloadsText.about("a;age=1d;own"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "chat",
                ";age=1d",
                "chat;age=0d",
                "chat;age=3w",
                "chat;age=1d;others",
                "chat;events=3",
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
