package dev.tributary.agent.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * What one agent was asked to publish and what of it was acknowledged, and whether a log holds that: every acknowledged
 * event where it was said to be, whatever else was asked for whole or not at all, and nothing beside it. For any
 * thread.
 */
final class CrashOrders {
    static final String TYPE = "crash.reading";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_TEXT = 600;

    private final Map<Integer, Order> orders = new HashMap<>();
    private long acknowledged;

    /** Events that were asked for in one call, and the answer to it. */
    private record Order(int count, Optional<Answer> answer) {}

    private record Answer(long lastSeq, String hash) {}

    /**
     * An event as the agent shows it.
     *
     * @param payload the JSON text, empty for an event that is none of ours
     */
    record Found(long seq, String hash, String payload) {
        static Found of(JsonNode event) {
            boolean ours = event.path("type").asText().equals(TYPE);
            return new Found(
                    event.path("seq").asLong(),
                    event.path("hash").asText(),
                    ours ? event.path("payload").toString() : "");
        }
    }

    /** Takes down that {@code count} events will be asked for in one call, and returns their number. */
    synchronized int place(int count) {
        int number = orders.size();
        orders.put(number, new Order(count, Optional.empty()));
        return number;
    }

    /** The answer came: the events end with {@code lastSeq}, and {@code hash} is that of the last. */
    synchronized void acknowledge(int number, long lastSeq, String hash) {
        int count = Objects.requireNonNull(orders.get(number)).count();
        orders.put(number, new Order(count, Optional.of(new Answer(lastSeq, hash))));
        acknowledged += count;
    }

    /** How many events were acknowledged. */
    synchronized long acknowledged() {
        return acknowledged;
    }

    /** The payload of the {@code index}-th event of an order; half of it is noise, half packs well. */
    static String payload(int number, int count, int index) {
        Random random = new Random(31L * number + index);
        int half = random.nextInt(LONGEST_TEXT / 2);
        StringBuilder text = new StringBuilder("x".repeat(half));
        while (text.length() < 2 * half) {
            text.append(Integer.toHexString(random.nextInt(16)));
        }
        return "{\"order\":" + number + ",\"of\":" + count + ",\"index\":" + index + ",\"text\":\"" + text + "\"}";
    }

    /**
     * What is wrong with a log, in sentences.
     *
     * @param after the seq behind which {@code log} begins
     */
    synchronized List<String> problems(long after, List<Found> log) {
        List<String> problems = new ArrayList<>();
        Map<Integer, List<Found>> found = new HashMap<>();
        long seq = after;
        for (Found event : log) {
            seq++;
            if (event.seq() != seq) {
                problems.add("seq " + event.seq() + " stands where " + seq + " belongs");
                seq = event.seq();
            }
            if (!event.payload().isEmpty()) {
                file(event, found, problems);
            }
        }
        found.forEach((number, events) -> whole(number, events, problems));
        orders.forEach((number, order) -> order.answer()
                .filter(answer -> answer.lastSeq() > after && !found.containsKey(number))
                .ifPresent(answer -> problems.add("lost: order " + number + " of " + order.count()
                        + " events, acknowledged up to seq " + answer.lastSeq())));
        return problems;
    }

    private void file(Found event, Map<Integer, List<Found>> found, List<String> problems) {
        int number = number(event.payload());
        Order order = orders.get(number);
        if (order == null) {
            problems.add("seq " + event.seq() + " holds what nobody asked for: " + event.payload());
            return;
        }
        List<Found> events = found.computeIfAbsent(number, key -> new ArrayList<>());
        if (!event.payload().equals(payload(number, order.count(), events.size()))) {
            problems.add("torn: seq " + event.seq() + " is not event " + events.size() + " of order " + number);
        }
        events.add(event);
    }

    private void whole(int number, List<Found> events, List<String> problems) {
        Order order = Objects.requireNonNull(orders.get(number));
        Found last = events.get(events.size() - 1);
        if (events.size() != order.count() || last.seq() - events.get(0).seq() != order.count() - 1) {
            problems.add("torn: of order " + number + " there are " + events.size() + " events and not " + order.count()
                    + " in a row");
        }
        order.answer()
                .filter(answer ->
                        answer.lastSeq() != last.seq() || !answer.hash().equals(last.hash()))
                .ifPresent(answer -> problems.add("changed: order " + number + " was acknowledged at seq "
                        + answer.lastSeq() + " as " + answer.hash() + " and is " + last.hash() + " at seq "
                        + last.seq()));
    }

    private static int number(String payload) {
        try {
            return JSON.readTree(payload).path("order").asInt(-1);
        } catch (JsonProcessingException e) {
            return -1;
        }
    }
}
