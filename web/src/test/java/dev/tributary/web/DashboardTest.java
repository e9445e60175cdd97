package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.PeerStatus;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page in a real browser; leaves pictures of it in {@code target/dashboard}. */
class DashboardTest {
    private static final Path PICTURES = Path.of("target", "dashboard");

    private static final AuthorId NEWCOMER = FakeAgent.author("newcomer");

    private final AtomicInteger heat = new AtomicInteger();

    @Test
    void everyFileOfTheDashboardIsServedAndNoOther() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(WebVerticle.class.getResource("dashboard/index.html"))
                        .toURI())
                .getParent();
        try (WebServer web = new WebServer();
                Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString())
                            .filter(file -> !file.contains("LICENSE") && !file.endsWith(".md")))
                    .containsExactlyInAnyOrderElementsOf(StaticFiles.DASHBOARD.values().stream()
                            .map(file -> file.substring("dashboard/".length()))
                            .toList());
            for (String path : StaticFiles.DASHBOARD.keySet()) {
                assertThat(web.get(path).statusCode()).as(path).isEqualTo(200);
                assertThat(web.get(path).body()).as(path).doesNotContain("https://cdn", "style=\"");
            }
        }
    }

    @Test
    void showsAuthorsPeersAndLiveEventsByItself() throws IOException {
        Optional<Path> program = Browser.installed();
        assumeTrue(program.isPresent(), "no chromium is installed: the page is not tried in a browser");
        try (WebServer web = new WebServer();
                Browser browser = new Browser(program.get(), profile())) {
            populate(web.agent);
            browser.look(1440, 1000, "light");
            browser.open(web.verticle.url() + "/#token=" + WebServer.TOKEN);

            eventually(browser, FakeAgent.SELF.brief(), FakeAgent.OTHER.brief(), "harbour", "running", "live");
            assertThat(browser.evaluate("location.href")).isEqualTo(web.verticle.url() + "/");
            web.agent.log().append(FakeAgent.OTHER, EventDraft.json("door.state", "{\"open\":true,\"by\":\"cat\"}"));
            eventually(browser, "door.state", "\"by\":\"cat\"");
            long own = web.agent.log().heads().seq(FakeAgent.SELF);
            eventually(browser, "1,233 behind", own - 1 + " ahead", NEWCOMER.brief(), "77 behind", "not proven");
            assertThat(cells(browser, FakeAgent.OTHER)).containsExactlyInAnyOrder("equal", "–", "–", "1,233 behind");
            assertThat(cells(browser, NEWCOMER)).contains("77 behind");
            eventually(browser, "successor of", "says it succeeds");
            eventually(browser, "paused", "only roots until midnight UTC");
            eventually(browser, "from 3");
            assertThat(begin(browser, FakeAgent.OTHER))
                    .isEqualTo("from 3: this box, or the one that it was restored "
                            + "from, gave up what lies below by its rules");
            assertThat(begin(browser, FakeAgent.author("third")))
                    .isEqualTo("from 2: no linked peer kept what lies below, so the log was begun there");
            assertThat(begin(browser, FakeAgent.SELF)).isEmpty();

            pictures(web, browser);
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allMatch(address -> address.startsWith(web.verticle.url() + "/"))
                    .noneMatch(address -> address.contains("?token") || address.contains("&token"));
        }
    }

    @Test
    void asksForTheTokenAndFiltersByType() throws IOException {
        Optional<Path> program = Browser.installed();
        assumeTrue(program.isPresent(), "no chromium is installed: the page is not tried in a browser");
        try (WebServer web = new WebServer();
                Browser browser = new Browser(program.get(), profile())) {
            populate(web.agent);
            browser.open(web.verticle.url() + "/");
            eventually(browser, "API token");
            browser.evaluate("document.querySelector('#token').value = '" + WebServer.TOKEN + "';"
                    + "document.querySelector('form').requestSubmit()");
            eventually(browser, FakeAgent.SELF.brief(), "live");

            browser.evaluate("const type = document.querySelector('input[list]'); type.value = 'door.*';"
                    + "type.dispatchEvent(new Event('change', { bubbles: true }))");
            eventually(browser, "Waiting for the next event");
            web.agent.log().append(FakeAgent.SELF, EventDraft.json("sensor.heat", "\"not shown\""));
            web.agent.log().append(FakeAgent.SELF, EventDraft.json("door.state", "\"shown\""));
            eventually(browser, "\"shown\"");
            assertThat(browser.text()).doesNotContain("not shown");
        }
    }

    /** What the cells of an author's row say, one for each peer. */
    private static List<String> cells(Browser browser, AuthorId author) {
        Object text = browser.evaluate("[...document.querySelector('tbody th > code[title=\"" + author.hex()
                + "\"]').closest('tr').querySelectorAll('.cell')].map((cell) => cell.innerText.split('\\n')"
                + ".map((part) => part.trim()).filter((part) => !['', '✓', '…'].includes(part)).join(' ')).join('|')");
        return List.of(text.toString().split("\\|"));
    }

    /** What an author's row says about where its log begins, and why; empty when it begins with its first event. */
    private static String begin(Browser browser, AuthorId author) {
        return browser.evaluate("[...document.querySelector('tbody th > code[title=\"" + author.hex()
                        + "\"]').closest('th').querySelectorAll('.tag')].filter((tag) => tag.innerText"
                        + ".startsWith('from ')).map((tag) => tag.innerText + ': ' + tag.title).join()")
                .toString();
    }

    /** Below target, because what a browser leaves behind may still be written when the test ends. */
    private static Path profile() throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "browser")).toAbsolutePath(), "profile");
    }

    private static void eventually(Browser browser, String... parts) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(browser.text()).contains(parts));
    }

    private void populate(FakeAgent agent) {
        agent.put(FakeAgent.peer(FakeAgent.OTHER, Optional.of("10.0.0.7:7420"), PeerStatus.State.CONNECTED));
        agent.put(
                FakeAgent.peer(FakeAgent.author("third"), Optional.of("box3.example:7420"), PeerStatus.State.DIALLING));
        AuthorId fourth = FakeAgent.author("fourth");
        agent.put(FakeAgent.peer(fourth, Optional.empty(), PeerStatus.State.STALLED));
        agent.put(FakeAgent.paused(FakeAgent.author("metered")));
        IntStream.range(0, 60).forEach(i -> reading(agent, author(i)));
        agent.begins(FakeAgent.OTHER, 3, LogStatus.Begin.PRUNED);
        agent.begins(FakeAgent.author("third"), 2, LogStatus.Begin.STARTED);
        long other = agent.log().heads().seq(FakeAgent.OTHER);
        agent.differs(fourth, Map.of(FakeAgent.OTHER, other + 1_234, FakeAgent.SELF, 1L, NEWCOMER, 77L));
    }

    private void reading(FakeAgent agent, AuthorId author) {
        int value = heat.incrementAndGet();
        agent.log()
                .append(
                        author,
                        value % 7 == 0
                                ? EventDraft.text("log.line", "the pump was started by hand")
                                : EventDraft.json(
                                        "sensor.reading",
                                        "{\"celsius\":" + (20 + value % 9) + ".5,\"sensor\":\"boiler\"}"));
    }

    private static AuthorId author(int i) {
        return switch (i % 5) {
            case 0 -> FakeAgent.OTHER;
            case 1 -> FakeAgent.author("third");
            case 2 -> FakeAgent.author("device " + i % 15);
            default -> FakeAgent.SELF;
        };
    }

    /** Lets the charts have something to show, then looks at the page in four ways. */
    private void pictures(WebServer web, Browser browser) throws IOException {
        AtomicInteger rounds = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(400))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    IntStream.range(0, rounds.get() % 6 * 3).forEach(i -> reading(web.agent, author(i)));
                    return rounds.incrementAndGet() > 12;
                });
        for (String colours : new String[] {"light", "dark"}) {
            browser.look(1440, 1000, colours);
            browser.screenshot(PICTURES.resolve("desk-" + colours + ".png"));
            browser.look(390, 844, colours);
            browser.screenshot(PICTURES.resolve("phone-" + colours + ".png"));
            assertThat(browser.evaluate("document.documentElement.scrollWidth"))
                    .as("the page fits a phone")
                    .isEqualTo(390);
        }
    }
}
