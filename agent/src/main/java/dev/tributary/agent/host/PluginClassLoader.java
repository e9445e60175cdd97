package dev.tributary.agent.host;

import dev.tributary.api.plugin.Plugin;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * The world of one plugin: the JDK, the agent's plugin API, and the plugin's own jar. The agent's libraries do not
 * exist in it, so a plugin brings what it needs in whatever version, and two plugins never meet. An API class that a
 * plugin packed by mistake is ignored: there is one {@link Plugin} in the process.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private PluginClassLoader(String id, URL jar) {
        super("plugin-" + id, new URL[] {jar}, new JdkAndApi());
    }

    static PluginClassLoader of(String id, Path jar) {
        try {
            return new PluginClassLoader(id, jar.toUri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a file: " + jar, e);
        }
    }

    /** The parent: everything of the JDK, and of the agent its public API alone. */
    private static final class JdkAndApi extends ClassLoader {
        private static final String API = "dev.tributary.api.";

        static {
            registerAsParallelCapable();
        }

        JdkAndApi() {
            super("plugin-api", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(API)) {
                return Plugin.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
