package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.host.AgentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
    @TempDir
    private Path folder;

    @Test
    void anAddressThatOthersReachNeedsACertificate() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.7")) {
            assertThatThrownBy(() -> new WebServer(WebServer.options(host), WebLimits.DEFAULT))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining(host)
                    .hasMessageContaining("no TLS");
        }
    }

    @Test
    void untilTheAgentIsThereItsWebSaysThatItLivesAndHowFarItIs() {
        try (WebServer web = WebServer.starting("41 % is read.")) {
            assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
            for (String path : List.of("/health/ready", "/api/v1/heads", "/metrics", "/")) {
                HttpResponse<String> answer = web.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.body()).contains("The agent is starting: 41 % is read.");
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            }
            web.serve();
            assertThat(web.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(web.get("/api/v1/heads").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WebOptions options = new WebOptions(
                    "127.0.0.1", taken.getLocalPort(), Optional.empty(), Optional.empty(), List.of(), WebServer.TOKEN);

            assertThatThrownBy(() -> new WebServer(options, WebLimits.DEFAULT))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("web.listen");
        }
    }

    @Test
    void aCertificateThatCannotBeReadOrUsedIsSaidInOneSentence() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");
        Path missing = folder.resolve("missing.pem");
        for (Path file : List.of(garbage, missing)) {
            WebOptions options =
                    new WebOptions("127.0.0.1", 0, Optional.of(file), Optional.of(file), List.of(), WebServer.TOKEN);

            assertThatThrownBy(() -> new WebServer(options, WebLimits.DEFAULT))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("web");
        }
    }

    @Test
    void withACertificateEveryAddressIsServedOverTls() throws Exception {
        KeyStore store = keyStore();
        WebOptions options = new WebOptions(
                "0.0.0.0",
                0,
                Optional.of(pem("CERTIFICATE", store.getCertificate("web").getEncoded())),
                Optional.of(pem(
                        "PRIVATE KEY",
                        store.getKey("web", "secret-word".toCharArray()).getEncoded())),
                List.of(),
                WebServer.TOKEN);
        try (WebServer web = new WebServer(options, WebLimits.DEFAULT)) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting((X509Certificate) store.getCertificate("web")))
                    .build();
            HttpRequest.Builder metrics = HttpRequest.newBuilder(
                    java.net.URI.create("https://localhost:" + web.verticle.port() + "/metrics"));

            assertThat(web.verticle.url()).startsWith("https://0.0.0.0:");
            assertThat(status(client, metrics))
                    .as("metrics need the token here")
                    .isEqualTo(401);
            assertThat(status(client, metrics.header("Authorization", "Bearer " + WebServer.TOKEN)))
                    .isEqualTo(200);
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        Optional<Path> none = Optional.empty();
        Optional<Path> some = Optional.of(Path.of("x.pem"));
        assertThatThrownBy(() -> new WebOptions("127.0.0.1", 0, some, none, List.of(), "t"))
                .hasMessageContaining("both or neither");
        assertThatThrownBy(() -> new WebOptions("127.0.0.1", 65_536, none, none, List.of(), "t"))
                .hasMessageContaining("65535");
        assertThatThrownBy(() -> new WebOptions("127.0.0.1", 0, none, none, List.of(), " "))
                .hasMessageContaining("token");
        assertThat(new WebOptions("127.0.0.1", 0, none, none, List.of(), "secret-word").toString())
                .doesNotContain("secret-word");
    }

    private static int status(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private KeyStore keyStore() throws Exception {
        Path file = folder.resolve("web.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storepass",
                        "secret-word",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return KeyStore.getInstance(file.toFile(), "secret-word".toCharArray());
    }

    private Path pem(String name, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(name.replace(' ', '-') + ".pem"),
                "-----BEGIN " + name + "-----\n" + text + "\n-----END " + name + "-----\n");
    }

    private static SSLContext trusting(X509Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("web", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
