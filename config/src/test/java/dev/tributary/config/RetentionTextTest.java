package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTextTest {
    private static final String KEY = "Ab".repeat(32);

    @Test
    void allLimitsAreRead() {
        String text = "others;events=1000;bytes=1GiB;age=30d";
        assertThat(RetentionText.problem(text)).isEmpty();
        assertThat(RetentionText.read(text))
                .isEqualTo(new AgentConfig.Retention(
                        "others",
                        OptionalLong.of(1_000),
                        OptionalLong.of(1L << 30),
                        Optional.of(Duration.ofDays(30)),
                        0,
                        false));
    }

    @Test
    void aRuleMayWaitForPeersAndRefuse() {
        String text = "own;bytes=1GiB;replicated=2;refuse";
        assertThat(RetentionText.problem(text)).isEmpty();
        AgentConfig.Retention rule = RetentionText.read(text);
        assertThat(rule.bytes()).hasValue(1L << 30);
        assertThat(rule.replicated()).isEqualTo(2);
        assertThat(rule.refuse()).isTrue();
        assertThat(RetentionText.problem("own;age=30d;replicated=1")).isEmpty();
        assertThat(RetentionText.problem("own;events=1024;replicated=1;refuse")).isEmpty();
        assertThat(RetentionText.problem("own;events=10;refuse")).isEmpty();
        assertThat(RetentionText.read("own;age=30d;replicated=1").refuse()).isFalse();
    }

    @Test
    void refusingNeedsASizeToRefuseAt() {
        assertThat(RetentionText.problem("own;age=30d;refuse"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("needs events=N or bytes=SIZE"));
    }

    @Test
    void theSchemaKnowsAllThatARuleMaySay() {
        assertThat("own;bytes=1GiB;replicated=2;refuse").matches(RetentionText.SCHEMA);
        assertThat("others;events=10;age=12h;bytes=1 GiB").matches(RetentionText.SCHEMA);
        assertThat("others").doesNotMatch(RetentionText.SCHEMA);
    }

    @Test
    void whoWritesOfATypeIsToldWhereThatBelongs() {
        for (String text : List.of("chat.line;events=3", "own;type=chat.line;age=1d", "types=3")) {
            assertThat(RetentionText.problem(text))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("belongs in storage.payloads"));
        }
    }

    @Test
    void aKeyIsReadInLowerCase() {
        assertThat(RetentionText.problem(KEY + ";age=12h")).isEmpty();
        AgentConfig.Retention rule = RetentionText.read(KEY + ";age=12h");
        assertThat(rule.who()).isEqualTo("ab".repeat(32));
        assertThat(rule.age()).contains(Duration.ofHours(12));
        assertThat(rule.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "others",
                "all;events=1",
                "own;events=0",
                "own;events=x",
                "own;age=3w",
                "own;bytes=much",
                "own;",
                "own;events=1;events=2",
                "abc;events=1",
                "own;types=3",
                "own;replicated=2",
                "own;events=1;replicated=0",
                "own;events=1;replicated=100",
                "own;events=1;refuse;refuse",
                "own;events=1;refuse=1",
                "own;refuse",
                "own;events=1023;replicated=1;refuse",
                "own;events=5000;bytes=1023KiB;replicated=1;refuse"
            })
    void whatIsNoRuleHasAProblem(String text) {
        assertThat(RetentionText.problem(text)).isPresent();
    }
}
