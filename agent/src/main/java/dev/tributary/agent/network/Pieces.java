package dev.tributary.agent.network;

/** Takes the frames that came in pieces, as if they had come whole. */
record Pieces(FrameDecoder.Sink link) implements FrameDecoder.Sink {
    @Override
    public void frame(FrameType type, byte[] body) {
        if (type == FrameType.PIECE) {
            link.broken("a piece within a piece");
        } else {
            link.frame(type, body);
        }
    }

    @Override
    public void skipped(int code, int length) {
        link.skipped(code, length);
    }

    @Override
    public void broken(String why) {
        link.broken(why);
    }
}
