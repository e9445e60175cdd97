package dev.tributary.agent.network;

/**
 * Bytes of one kind of frame since start, over all links.
 *
 * @param frame the frame's name in lower case, such as {@code response}; {@code unknown} for those that were skipped
 * @param received bytes in, frame headers included
 * @param sent bytes out, frame headers included
 */
public record FrameBytes(String frame, long received, long sent) {}
