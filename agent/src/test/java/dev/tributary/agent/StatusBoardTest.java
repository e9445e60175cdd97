package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.events.MemoryStorage;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    @Test
    void anAgentThatRunsSaysWhyItTakesNothingOfOthers() {
        MemoryStorage storage = new MemoryStorage();
        assertThat(StatusBoard.trouble(storage, storage.author())).isEmpty();
        storage.refuseOthers("The disk is nearly full.");
        assertThat(StatusBoard.trouble(storage, storage.author())).isEqualTo("The disk is nearly full.");
    }
}
