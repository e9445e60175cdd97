package dev.tributary.api.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Finds the agent's implementation: on the class path, or in a distribution behind a class loader of its own. */
final class AgentLoader {
    private AgentLoader() {}

    static Agent start(AgentOptions options) {
        ClassLoader loader = options.home().map(AgentLoader::isolated).orElse(AgentLoader.class.getClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return provider(loader, options).start(options);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static AgentProvider provider(ClassLoader loader, AgentOptions options) {
        String where = options.home().map(home -> "in " + home.resolve("lib")).orElse("on the class path");
        try {
            return ServiceLoader.load(AgentProvider.class, loader)
                    .findFirst()
                    .orElseThrow(() -> new AgentException("no agent found " + where
                            + (options.home().isPresent()
                                    ? ": is it an unpacked distribution?"
                                    : ": name the unpacked distribution with withHome")));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new AgentException(
                    "the agent " + where + " cannot be loaded: " + e.getMessage() + "; unpack the distribution again",
                    e);
        }
    }

    /** The loader stays open as long as the agent's classes live: closing it would break a class loaded late. */
    private static ClassLoader isolated(Path home) {
        return new URLClassLoader("tributary-agent", libraries(home), new ApiOnly(AgentLoader.class.getClassLoader()));
    }

    private static URL[] libraries(Path home) {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = jars.get(i).toUri().toURL();
            }
            return urls;
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new AgentException("cannot read " + home.resolve("lib") + ": is it an unpacked distribution?", e);
        }
    }

    /** Shows the agent the JDK and the host's plugin API, and nothing else of the host. */
    private static final class ApiOnly extends ClassLoader {
        private static final String API = "dev.tributary.api.";
        private final ClassLoader host;

        ApiOnly(ClassLoader host) {
            super("tributary-api", ClassLoader.getPlatformClassLoader());
            this.host = host;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(API)) {
                return host.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
