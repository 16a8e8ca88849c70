package io.penumbra.master.namespace;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.record.Attributes;
import io.penumbra.proto.AppendOnce;
import io.penumbra.proto.AppendsOnceNote;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last appends to a file that were given a name: noted beside the file, in the decision that
 * puts their bytes in place, so that they outlive whoever asked, a failover, and the file's
 * content.
 */
final class AppendsOnce {
    /** Among a file's notes; users neither see nor change it. */
    static final String NOTE = "penumbra.appends";

    private static final int KEPT = 64;
    private static final int HASH_BYTES = 16;

    private AppendsOnce() {}

    /** Where an append of this name began, if it was done. */
    static Optional<Long> find(String path, Attributes attributes, String name, long length)
            throws RefusedException {
        requireShort(path, name);
        var hash = hash(name);
        for (var done : note(attributes).getAppendsList()) {
            if (done.getName().equals(hash)) {
                if (done.getLength() != length) {
                    throw new RefusedException(
                            RefusalCode.ALREADY_EXISTS,
                            path,
                            "%d bytes were appended under this key, now there are %d: give each"
                                            .formatted(done.getLength(), length)
                                    + " append a key of its own");
                }
                return Optional.of(done.getOffset());
            }
        }
        return Optional.empty();
    }

    /** With one more; the oldest beyond the bound is forgotten. */
    static Attributes with(Attributes attributes, String name, long offset, long length) {
        var before = note(attributes).getAppendsList();
        var kept = before.subList(Math.max(0, before.size() - KEPT + 1), before.size());
        var note =
                AppendsOnceNote.newBuilder()
                        .addAllAppends(kept)
                        .addAppends(
                                AppendOnce.newBuilder()
                                        .setName(hash(name))
                                        .setOffset(offset)
                                        .setLength(length))
                        .build();
        var extras = new TreeMap<>(attributes.extras());
        extras.put(NOTE, note.toByteString());
        return attributes.withExtras(extras);
    }

    private static AppendsOnceNote note(Attributes attributes) {
        var noted = attributes.extras().get(NOTE);
        if (noted == null) {
            return AppendsOnceNote.getDefaultInstance();
        }
        try {
            return AppendsOnceNote.parseFrom(noted);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a note of appends in the state is none", e);
        }
    }

    private static void requireShort(String path, String name) throws RefusedException {
        if (name.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_BYTES_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    path,
                    "the key of an append has at most " + Limits.NAME_BYTES_MAX + " bytes");
        }
    }

    private static ByteString hash(String name) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            var hash = sha256.digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteString.copyFrom(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
