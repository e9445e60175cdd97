package dev.tributary.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuccessorEventTest {
    private static final SpaceId SPACE = new SpaceId(filled(9));
    private static final Bytes OLD_SEED = filled(1);
    private static final AuthorId OLD = new SeedSigner(OLD_SEED).author();
    private static final SeedSigner NEXT = new SeedSigner(filled(2));
    private static final SeedSigner OTHER = new SeedSigner(filled(3));

    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);

    @Test
    void theOldKeysWordForThisSpaceAndThisSuccessorIsVerified() {
        SuccessorEvent said = said(draft(signed(OLD_SEED, SPACE, NEXT.author())));
        assertThat(said.successor()).isEqualTo(NEXT.author());
        assertThat(said.predecessor()).isEqualTo(OLD);
        assertThat(said.isVerified(SPACE)).isTrue();
        assertThat(said.isVerified(new SpaceId(filled(8)))).isFalse();
    }

    @Test
    void aMissingWordAndAnotherKeysAreNot() {
        assertThat(said(SuccessorEvent.draft(OLD, Optional.empty())).signature())
                .isEmpty();
        assertThat(said(SuccessorEvent.draft(OLD, Optional.empty())).isVerified(SPACE))
                .isFalse();
        assertThat(said(draft(signed(filled(2), SPACE, NEXT.author()))).isVerified(SPACE))
                .isFalse();
        assertThat(said(draft(signed(OLD_SEED, new SpaceId(filled(8)), NEXT.author())))
                        .isVerified(SPACE))
                .isFalse();
    }

    @Test
    void aWordForSomebodyElseCannotBeTaken() {
        Bytes word = signed(OLD_SEED, SPACE, OTHER.author());
        assertThat(said(draft(word)).isVerified(SPACE)).isFalse();
    }

    @Test
    void aPredecessorThatIsNoKeyVerifiesNothing() {
        AuthorId none = new AuthorId(Bytes.of(new byte[32]));
        SuccessorEvent said = said(SuccessorEvent.draft(none, Optional.of(Bytes.of(new byte[64]))));
        assertThat(said.isVerified(SPACE)).isFalse();
    }

    @Test
    void onlyTheFirstEventOfALogCounts() {
        EventDraft draft = SuccessorEvent.draft(OLD, Optional.empty());
        List<Event> events = codec.sign(SPACE, NEXT, Optional.empty(), 0, List.of(draft, draft))
                .events();
        assertThat(SuccessorEvent.of(events.get(0))).isPresent();
        assertThat(SuccessorEvent.of(events.get(1))).isEmpty();
        assertThat(SuccessorEvent.begins(events.get(1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "{\"predecessor\":\"00\"}",
                "{\"predecessor\":\"PPPP\"}x",
                "{ \"predecessor\":\"PPPP\"}",
                "{\"predecessor\":\"PPPP\",\"signature\":\"00\"}",
                "{\"predecessor\":\"PPPP\",\"signature\":null}"
            })
    void aPayloadInAnyOtherFormNamesNobody(String payload) {
        assertThat(SuccessorEvent.of(first(EventDraft.text(SuccessorEvent.TYPE, payload.replace("PPPP", OLD.hex())))))
                .isEmpty();
        String long65536 = " ".repeat(65_536);
        assertThat(SuccessorEvent.of(first(EventDraft.text(SuccessorEvent.TYPE, long65536))))
                .isEmpty();
    }

    @Test
    void nobodySucceedsHimself() {
        assertThat(SuccessorEvent.of(first(SuccessorEvent.draft(NEXT.author(), Optional.empty()))))
                .isEmpty();
    }

    @Test
    void anEventWithoutItsPayloadNamesNobody() {
        Event event = first(draft(signed(OLD_SEED, SPACE, NEXT.author())));
        assertThat(SuccessorEvent.of(event.withPayload(Optional.empty()))).isEmpty();
    }

    @Test
    void theTextIsTheOneOfTheProtocol() {
        assertThat(Bytes.wrap(SuccessorEvent.text(SPACE, OLD, NEXT.author())).hex())
                .isEqualTo(Bytes.utf8("tributary/successor/1").hex()
                        + SPACE.hex()
                        + OLD.hex()
                        + NEXT.author().hex());
        assertThat(SuccessorEvent.draft(OLD, Optional.of(filled(7, 64)))
                        .payload()
                        .utf8())
                .isEqualTo("{\"predecessor\":\"" + OLD.hex() + "\",\"signature\":\"" + "07".repeat(64) + "\"}");
    }

    private static EventDraft draft(Bytes signature) {
        return SuccessorEvent.draft(OLD, Optional.of(signature));
    }

    private SuccessorEvent said(EventDraft draft) {
        return SuccessorEvent.of(first(draft)).orElseThrow();
    }

    private Event first(EventDraft draft) {
        return codec.sign(SPACE, NEXT, Optional.empty(), 0, List.of(draft)).event(0);
    }

    private static Bytes signed(Bytes seed, SpaceId space, AuthorId successor) {
        byte[] text = SuccessorEvent.text(space, OLD, successor);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed.toArray(), 0, text, 0, text.length, signature, 0);
        return Bytes.wrap(signature);
    }

    private static Bytes filled(int value) {
        return filled(value, 32);
    }

    private static Bytes filled(int value, int size) {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }
}
