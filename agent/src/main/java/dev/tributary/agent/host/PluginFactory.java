package dev.tributary.agent.host;

import dev.tributary.api.plugin.Plugin;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Makes a plugin object. That runs code of the plugin, so only a guarded thread may do it. */
@FunctionalInterface
interface PluginFactory {
    Plugin create() throws Exception;

    /** Loads the class that the descriptor names, and says in one sentence why that does not work. */
    static PluginFactory of(PluginDescriptor descriptor, ClassLoader loader) {
        return () -> {
            Class<?> type = load(descriptor.className(), loader);
            if (!Plugin.class.isAssignableFrom(type)) {
                throw new BadPluginException("the class " + descriptor.className() + " named in its descriptor does not"
                        + " implement " + Plugin.class.getName());
            }
            return make(type.asSubclass(Plugin.class));
        };
    }

    private static Class<?> load(String name, ClassLoader loader) throws BadPluginException {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new BadPluginException("the class " + name + " named in its descriptor is not in the jar", e);
        }
    }

    private static Plugin make(Class<? extends Plugin> type) throws Exception {
        if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw new BadPluginException("the class " + type.getName() + " must be public and not abstract");
        }
        Constructor<? extends Plugin> constructor;
        try {
            constructor = type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new BadPluginException(
                    "the class " + type.getName() + " needs a public constructor without parameters", e);
        }
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw rethrown(e);
        }
    }

    /** What the constructor threw, itself. */
    private static Exception rethrown(InvocationTargetException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof Exception exception ? exception : e;
    }
}
