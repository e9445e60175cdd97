package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.PluginStatus.State;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every harm that a plugin does stays with that plugin: another one goes on, and the host stops in time. */
class HarmfulPluginTest extends HostFixture {

    @BeforeEach
    void another() {
        goodPlugin();
    }

    @Test
    void exceptionInStartFailsOnlyThatPlugin() throws Exception {
        PluginJar.starting("bad", "throw new java.io.IOException(\"no such device\");")
                .in(folder);

        start();

        assertFailed("bad", "start failed: IOException: no such device");
        assertThat(status("bad").failures()).isEqualTo(1);
        assertGoodPluginGoesOn();
    }

    @Test
    void missingClassIsCaughtAsTheErrorThatItIs() throws Exception {
        PluginJar.starting("bad", "new sample.Needed();")
                .source("sample.Needed", "public class Needed {}")
                .without("sample.Needed")
                .in(folder);

        start();

        assertFailed("bad", "NoClassDefFoundError: sample/Needed");
        assertGoodPluginGoesOn();
    }

    @Test
    void endlessRecursionIsCaughtAsTheErrorThatItIs() throws Exception {
        PluginJar.of("bad", "public void start(PluginContext context) { start(context); }")
                .in(folder);

        start();

        assertFailed("bad", "StackOverflowError");
        assertGoodPluginGoesOn();
    }

    @Test
    void exceptionThatCannotBePrintedIsCaughtToo() throws Exception {
        PluginJar.starting("bad", "throw new Odd();")
                .source(
                        "sample.Odd",
                        "public class Odd extends RuntimeException {"
                                + " public String getMessage() { throw new Odd(); }"
                                + " public String toString() { throw new Odd(); } }")
                .in(folder);

        start();

        assertFailed("bad", "start failed: Odd");
        assertGoodPluginGoesOn();
    }

    @Test
    void startThatNeverReturnsIsGivenUp() throws Exception {
        PluginJar.starting(
                        "bad",
                        "while (true) { Thread.onSpinWait(); if (Thread.interrupted()) {"
                                + " try { context.events(); } catch (IllegalStateException e) { return; } } }")
                .in(folder);

        start();

        assertFailed("bad", "start did not return within 2 s");
        assertGoodPluginGoesOn();
    }

    @Test
    void timerThatNeverReturnsIsGivenUp() throws Exception {
        PluginJar.starting("bad", "context.timers().after(Duration.ofMillis(1), () -> new CountDownLatch(1).await());")
                .in(folder);

        start();

        assertFailed("bad", "timer did not return within 2 s");
        assertGoodPluginGoesOn();
    }

    @Test
    void listenerThatThrowsIsSwitchedOffAtTheFifthTime() throws Exception {
        PluginJar.starting(
                        "bad",
                        "context.reader().listen(EventFilter.type(\"poison\"), a -> {"
                                + " String number = a.event().payload().get().utf8();"
                                + " throw new IllegalStateException(\"number \" + number); });")
                .in(folder);
        start();

        poison(1, 4);
        await().until(() -> status("bad").failures() == 4);
        assertThat(status("bad").state()).isEqualTo(State.STARTED);
        assertThat(status("bad").lastFailure()).isEqualTo("listener failed: IllegalStateException: number 4");

        poison(5, 9);
        assertFailed("bad", "switched off after 5 failures within 60 s, the last: listener failed:");
        assertThat(status("bad").lastFailure()).endsWith("number 5");
        assertThat(status("bad").failures()).isEqualTo(5);
        assertThat(agent.listeners()).isZero();
        assertGoodPluginGoesOn();
    }

    private void poison(int from, int to) {
        for (int i = from; i <= to; i++) {
            agent.publish(EventDraft.text("poison", Integer.toString(i)));
        }
    }

    @Test
    void publishesAboveTheBoundAreRefusedAsBusy() throws Exception {
        PluginJar.starting(
                        "bad",
                        "int busy = 0; int waiting = 0;"
                                + " for (int i = 0; i < 1500; i++) {"
                                + " CompletableFuture<?> f = context.events().publish(EventDraft.text(\"flood\", \"\"))"
                                + ".toCompletableFuture();"
                                + " try { f.getNow(null); waiting++; } catch (CompletionException e) {"
                                + " PublishException refusal = (PublishException) e.getCause();"
                                + " if (refusal.reason() == PublishException.Reason.BUSY) busy++; } }"
                                + " throw new Exception(waiting + \" waiting, \" + busy + \" busy\");")
                .in(folder);
        agent.hold();

        start();

        assertFailed("bad", "1000 waiting, 500 busy");
        assertThat(agent.texts("flood")).hasSize(1_000);
        assertGoodPluginGoesOn();
    }

    @Test
    void readsAboveTheBoundAreRefused() throws Exception {
        PluginJar.starting(
                        "bad",
                        "int refused = 0; for (int i = 0; i < 1003; i++) {"
                                + " CompletionStage<?> page = context.reader().arrivals(0, 1);"
                                + " if (page.toCompletableFuture().isCompletedExceptionally())"
                                + " refused++; } throw new Exception(refused + \" refused\");")
                .in(folder);
        agent.hold();

        start();

        assertFailed("bad", "3 refused");
    }

    @Test
    void timersAndListenersAboveTheBoundAreRefused() throws Exception {
        PluginJar.starting(
                        "timers",
                        "for (int i = 1; i <= 1001; i++) { try {"
                                + " context.timers().every(Duration.ofHours(1), () -> {}); }"
                                + " catch (IllegalStateException e) { throw new Exception(\"refused at \" + i); } }")
                .in(folder);
        PluginJar.starting(
                        "listeners",
                        "for (int i = 1; i <= 101; i++) { try { context.reader().listen(EventFilter.ALL, a -> {}); }"
                                + " catch (IllegalStateException e) { throw new Exception(\"refused at \" + i); } }")
                .in(folder);

        start();

        assertFailed("timers", "refused at 1001");
        assertFailed("listeners", "refused at 101");
        assertThat(agent.listeners()).isZero();
    }

    @Test
    void callbackThatHoldsTheAnswersUpKeepsNobodyElseWaiting() throws Exception {
        PluginJar.starting(
                        "bad",
                        "context.events().publish(EventDraft.text(\"bad.first\", \"\")).thenAccept(ref -> {"
                                + " context.events().publish(EventDraft.text(\"bad.second\", \"\"));"
                                + " try { new CountDownLatch(1).await(); } catch (InterruptedException e) { } });")
                .in(folder);

        agent.hold();
        start();
        agent.release();

        awaitType("bad.second");
        assertGoodPluginGoesOn();
        stop(Duration.ofSeconds(10));
        assertThat(status("bad").state()).isEqualTo(State.STOPPED);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("plugin-bad-answers")));
    }

    @Test
    void stopThatNeverReturnsIsLeftBehindAtTheDeadline() throws Exception {
        PluginJar.of(
                        "bad",
                        "public void start(PluginContext context) {}"
                                + " public void stop() throws Exception { new CountDownLatch(1).await(); }")
                .in(folder);
        start();

        stop(Duration.ofMillis(1_500));

        assertFailed("bad", "did not stop within 1500 ms");
        assertThat(status("good").state()).isEqualTo(State.STOPPED);
    }
}
