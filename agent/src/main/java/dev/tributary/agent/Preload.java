package dev.tributary.agent;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what takes longest to load while the command line is still being read: the index's library, the TLS engine, the
 * tables of Ed25519. Only for a process of our own; an agent works the same without it.
 */
final class Preload {
    private static final Logger LOG = LoggerFactory.getLogger(Preload.class);

    private Preload() {}

    static void begin() {
        Thread thread = new Thread(Preload::load, "preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        try (DB memory = DBMaker.memoryDB().make()) {
            memory.treeMap("preload", Serializer.STRING, Serializer.STRING)
                    .createOrOpen()
                    .put("a", "b");
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            // Without managers of ours the engine would read the list of authorities.
            context.init(new KeyManager[0], new TrustManager[0], new SecureRandom());
            context.createSSLEngine();
            Ed25519.precompute();
        } catch (GeneralSecurityException | RuntimeException e) {
            LOG.debug("nothing was loaded ahead", e);
        }
    }
}
