package dev.tributary.config;

/** What one source says about one path. */
record Claim(String path, Place place, Node value) {}
