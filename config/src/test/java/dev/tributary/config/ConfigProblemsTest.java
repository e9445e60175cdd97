package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a configuration can be wrong is told with its place, and all of them at once. */
class ConfigProblemsTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String PEER = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    @Test
    void reportsAllProblemsOfAllSourcesAtOnce() throws IOException {
        ConfigSources sources = file("""
                        sync:
                          lisen: 0.0.0.0:7420
                        web:
                          listen: 7421
                          enabled: yes
                        authors: {max: many, admit: relaid}
                        storage:
                          segment-size: 64MB
                        colour: blue
                        """)
                .withEnvironment(Map.of("TRIBUTARY_LOG_LEVEL", "infos", "TRIBUTARY_LOGLEVEL", "info"))
                .withFlag("--set", "storage.queue-events", "9");

        assertThat(lines(sources))
                .containsExactly(
                        "t.yaml:2:3: sync.lisen: unknown key; did you mean sync.listen?",
                        "t.yaml:4:11: web.listen: must be host:port such as 127.0.0.1:7420 or [::1]:7420, "
                                + "but is '7421'",
                        "t.yaml:5:12: web.enabled: must be true or false, but is 'yes'",
                        "t.yaml:6:16: authors.max: must be a number from 1 to 10000000, but is 'many'",
                        "t.yaml:6:29: authors.admit: must be one of relayed, listed, but is 'relaid'; "
                                + "did you mean relayed?",
                        "t.yaml:8:17: storage.segment-size: must be a size such as 64MiB (B, KiB, MiB or GiB), "
                                + "but is '64MB'",
                        "t.yaml:9:1: colour: unknown key",
                        "TRIBUTARY_LOGLEVEL: unknown variable; did you mean TRIBUTARY_LOG_LEVEL?",
                        "TRIBUTARY_LOG_LEVEL: log.level: must be one of error, warn, info, debug, trace, "
                                + "but is 'infos'; did you mean info?",
                        "--set: storage.queue-events: must be a number from 256 to 1000000, but is '9'");
    }

    @Test
    void reportsValuesThatAnotherSourceOverrides() throws IOException {
        assertThat(lines(file("log: {level: loud}\n").withFlag("--set", "log.level", "info")))
                .containsExactly(
                        "t.yaml:1:14: log.level: must be one of error, warn, info, debug, trace, but is 'loud'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sync.listne|sync.listen",
                "SYNC.LISTEN|sync.listen",
                "syn.listen|sync.listen",
                "web.certificate|web.tls.certificate",
                "storage.segmentsize|storage.segment-size",
                "peer|peers",
                "net.allowed-hosts|web.allowed-hosts",
                "plugins.directories|plugins.directory",
                "completely.different|"
            })
    void unknownKeyNamesTheNearestKnownOne(String path, String nearest) {
        List<ConfigProblem> problems = problems(ConfigSources.DEFAULTS.withFlag("--set", path, "x"));

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).isEqualTo("unknown key");
        assertThat(problems.get(0).nearest().orElse(null)).isEqualTo(nearest);
    }

    @Test
    void pluginSettingNeedsIdAndName() {
        for (String path : List.of("plugins.settings", "plugins.settings.door", "plugins.settings.door.")) {
            assertThat(lines(ConfigSources.DEFAULTS.withFlag("--set", path, "x")))
                    .containsExactly("--set: " + path + ": must be plugins.settings.<plugin id>.<name>");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sync.listen|host:65536|has port 65536, the largest is 65535",
                "sync.listen|::1:7420|must be host:port such as 127.0.0.1:7420 or [::1]:7420, but is '::1:7420'",
                "space.id|abc|must be 64 hexadecimal digits, but this has 3",
                "space.id|xyz|must be 64 hexadecimal digits, but 'xyz' has other characters",
                "space.name|' '|must not be empty",
                "data|''|must not be empty",
                "authors.max|0|must be a number from 1 to 10000000, but is '0'",
                "authors.max|10000001|must be a number from 1 to 10000000, but is '10000001'",
                "authors.max|99999999999999|must be a number from 1 to 10000000, but is '99999999999999'",
                "storage.segment-size|1048575|must be a size from 1MiB to 1GiB, but is 1048575",
                "storage.segment-size|1025MiB|must be a size from 1MiB to 1GiB, but is 1025MiB",
                "peers|abc@h:1|the key must be 64 hexadecimal digits, but this has 3",
                "peers|" + PEER + "@h:0|the address has port 0, where nobody listens",
                "peers|" + PEER + "@h:99999|the address has port 99999, the largest is 65535"
            })
    void valueOfWrongShapeSaysWhatIsWanted(String path, String value, String message) {
        assertThat(problems(ConfigSources.DEFAULTS.withFlag("--set", path, value)))
                .extracting(ConfigProblem::message)
                .containsExactly(message);
    }

    @Test
    void limitsThemselvesAreAllowed() {
        for (String[] pair : new String[][] {
            {"authors.max", "1"},
            {"authors.max", "10000000"},
            {"storage.segment-size", "1048576"},
            {"storage.segment-size", "1 GiB"},
            {"storage.queue-events", "256"},
            {"storage.queue-events", "1000000"},
            {"sync.listen", "host:65535"},
            {"space.name", "n".repeat(128)}
        }) {
            assertThat(ConfigReader.read(ConfigSources.DEFAULTS.withFlag("--set", pair[0], pair[1])))
                    .as(pair[0] + "=" + pair[1])
                    .isInstanceOf(ConfigResult.Valid.class);
        }
        assertThat(problems(ConfigSources.DEFAULTS.withFlag("--set", "space.name", "n".repeat(129))))
                .hasSize(1);
    }

    @Test
    void keyThatIsWrittenTwiceNamesBothLines() throws IOException {
        assertThat(lines(
                        file("log:\n  level: info\n  level: warn\nlog: {}\nsync: {listen: 'a:1'}\nsync.listen: b:1\n")))
                .containsExactly(
                        "t.yaml:3:3: log.level: is written twice, first in line 2; keep one",
                        "t.yaml:4:1: log: is written twice, first in line 1; keep one",
                        "t.yaml:6:1: sync.listen: is written twice, first in line 5; keep one");
    }

    @Test
    void wrongKindSaysWhatStandsThere() throws IOException {
        assertThat(lines(file("""
                        sync: 7420
                        data: [a, b]
                        log: {level: {a: b}}
                        peers: %1$s
                        web: [x]
                        plugins: {settings: {door: open, mqtt: {x: [{y: z}]}}}
                        """.formatted(KEY))))
                .containsExactly(
                        "t.yaml:1:7: sync: is a group of keys, but here stands '7420'",
                        "t.yaml:2:7: data: must be path, but here stands a list",
                        "t.yaml:3:14: log.level: must be error | warn | info | debug | trace, "
                                + "but here stands a group of keys",
                        "t.yaml:4:8: peers: must be list of KEY or KEY@HOST:PORT, but here stands '"
                                + KEY.substring(0, 60) + "...'",
                        "t.yaml:5:6: web: is a group of keys, but here stands a list",
                        "t.yaml:6:28: plugins.settings.door: is a group of keys, but here stands 'open'",
                        "t.yaml:6:45: plugins.settings.mqtt.x: must be a value, but here stands a group of keys");
    }

    @Test
    void peersAreCheckedOneByOne() throws IOException {
        assertThat(lines(file("""
                        peers:
                          - {key: abc, address: "h:1"}
                          - {adress: "h:1"}
                          - {key: %1$s, address: h}
                          - [x]
                          - %1$s@h
                        """.formatted(KEY))))
                .containsExactly(
                        "t.yaml:2:11: peers[0].key: must be 64 hexadecimal digits, but this has 3",
                        "t.yaml:3:5: peers[1]: a peer needs a key",
                        "t.yaml:3:6: peers[1].adress: unknown key; did you mean address?",
                        "t.yaml:4:" + (5 + "{key: , address: ".length() + 64)
                                + ": peers[2].address: must be host:port such as 127.0.0.1:7420 or [::1]:7420, "
                                + "but is 'h'",
                        "t.yaml:5:5: peers[3]: must be KEY or KEY@HOST:PORT, but here stands a list",
                        "t.yaml:6:5: peers[4]: the address must be host:port such as 127.0.0.1:7420 or [::1]:7420, "
                                + "but is 'h'");
    }

    @Test
    void interestIsCheckedKeyByKey() {
        assertThat(lines(ConfigSources.DEFAULTS.withFlag("--set", "sync.interest", KEY + "=none," + KEY + "=all")))
                .containsExactly("--set: sync.interest: names the key 01234567... twice; keep one");
        assertThat(lines(ConfigSources.DEFAULTS.withFlag("--set", "sync.interest", KEY)))
                .singleElement()
                .asString()
                .contains("has no =");
        assertThat(lines(ConfigSources.DEFAULTS.withFlag("--set", "sync.interest", KEY + "=" + KEY + "+abc;quiet")))
                .singleElement()
                .asString()
                .contains("the author's key at character 131 must be 64 hexadecimal digits, but this has 3");
    }

    @Test
    void interestSaysWhereItIsWrong() {
        Map<String, String> problems = Map.of(
                KEY + "=all;quite",
                "has ';quite' at character 69, known are ;quiet and ;headers",
                KEY + "=none;",
                "has ';' at character 70",
                KEY + "=all;quiet;quiet",
                "has ;quiet twice, at character 75 again; keep one",
                KEY + "= all",
                "has a blank at character 66: write it without",
                KEY + " =all",
                "has a blank at character 65",
                KEY + "=all ;quiet",
                "has a blank at character 69",
                KEY + "=evry",
                "each with ;quiet or ;headers behind it or not, but has 'evry' at character 66",
                KEY + "=" + KEY + "+" + KEY,
                "names the author 01234567... twice, at character 131 again; keep one",
                KEY + "=" + KEY + "+",
                "the author's key at character 131 must be 64 hexadecimal digits",
                "=all",
                "the peer's key must be 64 hexadecimal digits");
        problems.forEach(
                (text, problem) -> assertThat(lines(ConfigSources.DEFAULTS.withFlag("--set", "sync.interest", text)))
                        .as(text)
                        .singleElement()
                        .asString()
                        .startsWith("--set: sync.interest")
                        .contains(problem));
    }

    @Test
    void interestHasOneFormInWhichItIsShown() {
        for (String wants :
                List.of("all", "none", "all;quiet", "all;quiet;headers", KEY + "+" + "1".repeat(64) + ";quiet")) {
            assertThat(InterestText.problem(wants)).isEmpty();
            assertThat(InterestText.wants(InterestText.read(KEY, wants))).isEqualTo(wants);
        }
        assertThat(InterestText.wants(InterestText.read(KEY, "ALL;Headers;Quiet")))
                .isEqualTo("all;quiet;headers");
        assertThat(InterestText.problem("all;loud")).get().asString().contains("at character 4,");
    }

    @Test
    void samePeerTwiceIsReported() {
        assertThat(lines(ConfigSources.DEFAULTS.withFlag("--peer", "peers", KEY + "@h:1," + KEY)))
                .containsExactly("--peer: peers: names the key 01234567... twice; keep one");
    }

    @Test
    void openWebAddressNeedsTls() {
        assertThat(lines(ConfigSources.DEFAULTS.withFlag("--web", "web.listen", "0.0.0.0:7421")))
                .containsExactly("--web: web.listen: is reachable from other machines, which needs "
                        + "web.tls.certificate and web.tls.key; or listen on 127.0.0.1");
        assertThat(lines(ConfigSources.DEFAULTS.withFlag("--set", "web.tls.key", "k.pem")))
                .containsExactly("--set: web.tls.key: needs web.tls.certificate beside it");
        for (String loopback : List.of("localhost:1", "127.1.2.3:1", "[::1]:1")) {
            assertThat(ConfigReader.read(ConfigSources.DEFAULTS.withFlag("--web", "web.listen", loopback)))
                    .isInstanceOf(ConfigResult.Valid.class);
        }
    }

    @Test
    void fileThatCannotBeReadIsNamed() throws IOException {
        assertThat(lines(ConfigSources.DEFAULTS.withFile(folder.resolve("t.yaml"))))
                .containsExactly("t.yaml: there is no such file");
        assertThat(lines(ConfigSources.DEFAULTS.withFile(Files.createDirectory(folder.resolve("d")))))
                .containsExactly("d: cannot be read: it is a directory");
        assertThat(lines(file("#".repeat(ConfigFile.MOST_BYTES + 1))))
                .containsExactly("t.yaml: has more than 1MiB: is it the right file?");
        assertThat(ConfigReader.read(file("#".repeat(ConfigFile.MOST_BYTES)))).isInstanceOf(ConfigResult.Valid.class);
    }

    @Test
    void bytesThatAreNotUtf8AreLocated() throws IOException {
        Files.write(folder.resolve("t.yaml"), "log:\n  level: h\u00f6h\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(lines(ConfigSources.DEFAULTS.withFile(folder.resolve("t.yaml"))))
                .containsExactly("t.yaml:2:11: the byte 0xf6 is not UTF-8; save the file as UTF-8");
    }

    @Test
    void characterThatIsCutOffAtTheEndIsLocated() throws IOException {
        Files.write(folder.resolve("t.yaml"), new byte[] {'#', (byte) 0xc3});

        assertThat(lines(ConfigSources.DEFAULTS.withFile(folder.resolve("t.yaml"))))
                .containsExactly("t.yaml:1:2: the byte 0xc3 is not UTF-8; save the file as UTF-8");
    }

    @Test
    void tabsInTheIndentationAreLocated() throws IOException {
        assertThat(lines(file("log:\n\tlevel: info\n \tformat: text\n")))
                .containsExactly(
                        "t.yaml:2:1: a tab in the indentation; YAML wants blanks",
                        "t.yaml:3:2: a tab in the indentation; YAML wants blanks");
    }

    @Test
    void brokenYamlIsLocated() throws IOException {
        assertThat(lines(file("log: {level: info\n")))
                .containsExactly("t.yaml:1:18: is not YAML: while parsing a flow mapping: "
                        + "expected ',' or '}', but got <stream end>");
        assertThat(lines(file("a: 'b\n"))).hasSize(1).allMatch(line -> line.contains(": is not YAML: "));
        assertThat(lines(file("just text\n")))
                .containsExactly("t.yaml:1:1: must be keys with values such as 'data: ./tributary-data', "
                        + "but is 'just text'");
        assertThat(lines(file("log: {level: info}\n---\nlog: {}\n")))
                .containsExactly("t.yaml:3:1: a second document: a configuration file has one");
        assertThat(lines(file("space: {name: &n x}\nlog: {level: *n}\n")))
                .containsExactly("t.yaml:2:14: log.level: refers to another value with *; write the value itself");
        assertThat(lines(file("[".repeat(5000)))).hasSize(1).allMatch(line -> line.contains(": is not YAML: "));
    }

    /** The problems as a person sees them, without the folder. */
    private List<String> lines(ConfigSources sources) {
        return problems(sources).stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    private static List<ConfigProblem> problems(ConfigSources sources) {
        ConfigResult result = ConfigReader.read(sources);
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result).problems();
    }

    private ConfigSources file(String text) throws IOException {
        return ConfigSources.DEFAULTS.withFile(Files.writeString(folder.resolve("t.yaml"), text));
    }
}
