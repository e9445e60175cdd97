package dev.tributary.agent.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts refusals, and logs each kind once a minute for one address, so that a stranger cannot fill the disk. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long QUIET_MILLIS = 60_000;
    private static final int ADDRESSES = 1024;

    private final NetworkCounts counts;
    private final Map<Said, Long> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Said, Long> eldest) {
            return size() > ADDRESSES;
        }
    };

    private record Said(String address, Refusal refusal) {}

    RefusalLog(NetworkCounts counts) {
        this.counts = counts;
    }

    /** {@code what} goes on after "Refused ADDRESS: ". */
    void refused(String address, Refusal refusal, String what, long now) {
        counts.refused(refusal);
        Said key = new Said(address, refusal);
        Long last = said.get(key);
        if (last == null || now - last >= QUIET_MILLIS) {
            said.remove(key);
            said.put(key, now);
            // Whatever knocks at a port makes a handshake fail: a port scan, a health check, a browser.
            LOG.atLevel(refusal == Refusal.HANDSHAKE ? Level.INFO : Level.WARN).log("Refused {}: {}", address, what);
        } else {
            LOG.debug("Refused {} again: {}", address, what);
        }
    }
}
