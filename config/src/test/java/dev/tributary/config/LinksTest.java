package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metered links in the configuration. */
class LinksTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String OTHER = "f".repeat(64);

    @TempDir
    private Path folder;

    @Test
    void bothFormsSayTheSame() throws IOException {
        AgentConfig.Sync longForm = valid(file("""
                sync:
                  zone: Europe/Berlin
                  links:
                    - key: %s
                      rate: 8KiB/s
                      budget: 50MiB/day
                      windows: ["22:00-06:00", "12:00-13:30"]
                """.formatted(KEY)));
        AgentConfig.Sync shortForm = valid(ConfigSources.DEFAULTS
                .withFlag("--set", "sync.zone", "Europe/Berlin")
                .withFlag("--set", "sync.links", KEY + "=22:00-06:00+12:00-13:30;50MiB/day;8KiB/s"));

        assertThat(shortForm).isEqualTo(longForm);
        assertThat(longForm.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(longForm.links())
                .containsExactly(new AgentConfig.Link(
                        KEY,
                        OptionalLong.of(8 * 1024),
                        OptionalLong.of(50 << 20),
                        List.of(
                                new AgentConfig.Window(LocalTime.of(22, 0), LocalTime.of(6, 0)),
                                new AgentConfig.Window(LocalTime.of(12, 0), LocalTime.of(13, 30)))));
    }

    @Test
    void everyPartMayBeLeftOutButNotAll() throws IOException {
        assertThat(valid(ConfigSources.DEFAULTS.withFlag("--set", "sync.links", KEY + "=64B/s," + OTHER + "=1KiB/day"))
                        .links())
                .containsExactly(
                        new AgentConfig.Link(KEY, OptionalLong.of(64), OptionalLong.empty(), List.of()),
                        new AgentConfig.Link(OTHER, OptionalLong.empty(), OptionalLong.of(1024), List.of()));
        assertThat(lines(file("sync:\n  links:\n    - key: " + KEY + "\n")))
                .containsExactly("t.yaml:3:7: sync.links[0]: a link needs a rate, a budget or windows");
    }

    @Test
    void allProblemsAreReportedWithTheirPlace() throws IOException {
        assertThat(lines(file("""
                        sync:
                          zone: Europe/Berln
                          links:
                            - key: abc
                              rate: 63B/s
                              budget: 50MiB
                              window: x
                              windows: ["24:00-06:00", "06:00-06:00"]
                            - rate: 8KiB/s
                        """)))
                .containsExactly(
                        "t.yaml:2:9: sync.zone: must be a time zone such as UTC or Europe/Berlin, "
                                + "but is 'Europe/Berln'; did you mean Europe/Berlin?",
                        "t.yaml:4:12: sync.links[0].key: must be 64 hexadecimal digits, but this has 3",
                        "t.yaml:5:13: sync.links[0].rate: must be from 64B/s to 1024GiB/s, but is 63B/s",
                        "t.yaml:6:15: sync.links[0].budget: must be a budget such as 50MiB/day "
                                + "(B, KiB, MiB or GiB), but is '50MiB'",
                        "t.yaml:7:7: sync.links[0].window: unknown key; did you mean windows?",
                        "t.yaml:8:17: sync.links[0].windows[0]: must be a window such as 22:00-06:00, "
                                + "a RATE/s or BYTES/day, but is '24:00-06:00'",
                        "t.yaml:8:32: sync.links[0].windows[1]: "
                                + "the window 06:00-06:00 is empty: leave it out for the whole day",
                        "t.yaml:9:7: sync.links[1]: a link needs the key of its peer");
    }

    @Test
    void shortFormsAreCheckedPartByPart() {
        assertThat(flag(KEY)).contains("has no =");
        assertThat(flag("abc=8KiB/s")).contains("the key must be 64 hexadecimal digits, but this has 3");
        assertThat(flag(KEY + "=")).contains("must be a window such as");
        assertThat(flag(KEY + "=8KiB/s;9KiB/s")).contains("has more than one rate");
        assertThat(flag(KEY + "=1023B/day")).contains("must be from 1KiB/day to 1024GiB/day");
        assertThat(flag(KEY + "=1025GiB/day")).contains("must be from 1KiB/day to 1024GiB/day");
        assertThat(flag(KEY + "=8KiB/s," + KEY.toUpperCase(java.util.Locale.ROOT) + "=9KiB/s"))
                .contains("names the key 01234567... twice; keep one");
    }

    @Test
    void sixteenWindowsAreAllowedAndOneMoreIsNot() {
        String sixteen = KEY + "=" + "01:00-02:00+".repeat(15) + "01:00-02:00";
        assertThat(valid(ConfigSources.DEFAULTS.withFlag("--set", "sync.links", sixteen))
                        .links()
                        .get(0)
                        .windows())
                .hasSize(16);
        assertThat(flag(sixteen + "+01:00-02:00")).contains("has 17 windows, at most 16 are allowed");
    }

    private static String flag(String text) {
        List<String> lines = lines(ConfigSources.DEFAULTS.withFlag("--set", "sync.links", text));
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static AgentConfig.Sync valid(ConfigSources sources) {
        ConfigResult result = ConfigReader.read(sources);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config().sync();
    }

    private static List<String> lines(ConfigSources sources) {
        ConfigResult result = ConfigReader.read(sources);
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result)
                .problems().stream()
                        .map(problem -> problem.toString().replaceFirst("^.*(?=t\\.yaml)", ""))
                        .toList();
    }

    private ConfigSources file(String text) throws IOException {
        return ConfigSources.DEFAULTS.withFile(Files.writeString(folder.resolve("t.yaml"), text));
    }
}
