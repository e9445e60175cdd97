package dev.tributary.agent.bench;

import dev.tributary.api.model.Bytes;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a benchmark's events hold: random bytes, which nothing can compress, or what a climate sensor would say.
 *
 * @param randomBytes how many random bytes, -1 for readings
 */
record BenchPayload(int randomBytes) {
    private static final int READINGS = -1;
    private static final int MOST = 65_536;

    /** The payloads of one author's events, one after the other. */
    interface Source {
        Bytes next();
    }

    static BenchPayload random(int bytes) {
        return new BenchPayload(bytes);
    }

    Source source(Random random) {
        return randomBytes == READINGS
                ? new Readings(random)
                : () -> {
                    byte[] payload = new byte[randomBytes];
                    random.nextBytes(payload);
                    return Bytes.wrap(payload);
                };
    }

    /** {@code json}, or a number of bytes. */
    static final class Converter implements ITypeConverter<BenchPayload> {
        @Override
        public BenchPayload convert(String text) {
            try {
                int bytes = text.equals("json") ? READINGS : Integer.parseUnsignedInt(text);
                if (bytes <= MOST) {
                    return new BenchPayload(bytes);
                }
            } catch (NumberFormatException e) {
                // Falls through to the one sentence about what is right.
            }
            throw new TypeConversionException("'" + text + "' is neither json nor a number from 0 to " + MOST);
        }
    }

    /** Three sensors of one box in turn: each value drifts, the time goes on by about ten seconds. */
    private static final class Readings implements Source {
        private static final int SENSORS = 3;

        private final Random random;
        private final String device;
        private final double[] temperature = new double[SENSORS];
        private final double[] humidity = new double[SENSORS];
        private long time = 1_700_000_000_000L;
        private int battery = 100;
        private int reading;

        Readings(Random random) {
            this.random = random;
            this.device = String.format(Locale.ROOT, "box-%06d", random.nextInt(1_000_000));
            for (int sensor = 0; sensor < SENSORS; sensor++) {
                temperature[sensor] = 15 + 10 * random.nextDouble();
                humidity[sensor] = 30 + 40 * random.nextDouble();
            }
        }

        @Override
        public Bytes next() {
            int sensor = reading++ % SENSORS;
            temperature[sensor] += random.nextGaussian() * 0.2;
            humidity[sensor] += random.nextGaussian() * 0.5;
            battery -= random.nextInt(1_000) == 0 && battery > 0 ? 1 : 0;
            time += 3_300 + random.nextInt(100);
            return Bytes.utf8(String.format(
                    Locale.ROOT,
                    "{\"device\":\"%s\",\"sensor\":\"climate-%d\",\"temperature\":%.2f,\"humidity\":%.1f,"
                            + "\"battery\":%d,\"time\":\"%s\"}",
                    device,
                    sensor,
                    temperature[sensor],
                    humidity[sensor],
                    battery,
                    Instant.ofEpochMilli(time)));
        }
    }
}
