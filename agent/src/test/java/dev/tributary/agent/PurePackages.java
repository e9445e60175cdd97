package dev.tributary.agent;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;

/**
 * What the pure packages may touch. They take time and randomness as arguments and return effects, so that one seed
 * makes one world in the simulator; therefore they get a list of what is allowed, not one of what is forbidden.
 */
final class PurePackages {

    private static final Set<String> PACKAGES = Set.of(
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.nio.charset",
            "java.util",
            "java.util.concurrent.atomic",
            "java.util.function",
            "java.util.stream",
            "java.util.zip",
            "io.airlift.compress.zstd",
            "org.bouncycastle.math.ec.rfc8032",
            "org.bouncycastle.util",
            "org.jspecify.annotations",
            "dev.tributary.api.model");

    private static final Set<String> CLASSES = Set.of(
            "java.nio.Buffer",
            "java.nio.BufferOverflowException",
            "java.nio.BufferUnderflowException",
            "java.nio.ByteBuffer",
            "java.nio.ByteOrder",
            "java.nio.CharBuffer",
            "java.security.DigestException",
            "java.security.GeneralSecurityException",
            "java.security.MessageDigest",
            "java.security.NoSuchAlgorithmException",
            "java.time.Duration",
            "java.time.Instant",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentMap",
            "java.util.concurrent.TimeUnit");

    private static final Set<String> REFUSED_CLASSES = Set.of(
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.util.Timer",
            "java.util.TimerTask");

    private static final Set<String> REFUSED_CALLS = Set.of(
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.getProperty",
            "java.lang.System.getenv",
            "java.lang.System.nanoTime",
            "java.time.Instant.now",
            "java.util.Collections.shuffle",
            "java.util.UUID.randomUUID");

    private static final Set<String> SEEDED = Set.of("java.util.Random", "java.util.SplittableRandom");

    private PurePackages() {}

    /** A class of the JDK, of the model or of Bouncy Castle's lightweight API that has no access to the outside. */
    static DescribedPredicate<JavaClass> allowedClasses() {
        return DescribedPredicate.describe("are pure", type -> isPure(type.getBaseComponentType()));
    }

    /** A call that reads a clock, the environment or a random source of its own. */
    static DescribedPredicate<JavaCall<?>> impureCalls() {
        return DescribedPredicate.describe("reads a clock, the environment or unseeded randomness", call -> {
            CodeUnitCallTarget target = call.getTarget();
            String owner = target.getOwner().getName();
            boolean noArguments = target.getRawParameterTypes().isEmpty();
            String name = owner + "." + target.getName();
            boolean seededShuffle = name.equals("java.util.Collections.shuffle")
                    && target.getRawParameterTypes().size() == 2;
            return (REFUSED_CALLS.contains(name) && !seededShuffle)
                    || (SEEDED.contains(owner) && target.getName().equals("<init>") && noArguments);
        });
    }

    private static boolean isPure(JavaClass type) {
        if (type.isPrimitive()) {
            return true;
        }
        String outermost = type.getName().replaceFirst("\\$.*", "");
        return !REFUSED_CLASSES.contains(outermost)
                && (PACKAGES.contains(type.getPackageName())
                        || CLASSES.contains(outermost)
                        || type.getPackageName().startsWith("org.bouncycastle.crypto"));
    }
}
