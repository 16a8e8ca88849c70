package io.penumbra.master.state;

import com.google.protobuf.ByteString;
import io.penumbra.core.port.StateReader;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One digest over a whole state: equal on every process that applied the same records. */
public final class StateDigest {
    private static final byte[] FIRST = {};
    private static final byte[] END = {(byte) 0xff};

    private StateDigest() {}

    public static ByteString of(StateReader state) {
        var sha = sha256();
        var lengths = ByteBuffer.allocate(2 * Integer.BYTES);
        try (var cursor = state.scan(FIRST, END)) {
            while (cursor.next()) {
                var key = cursor.key();
                var value = cursor.value();
                sha.update(lengths.clear().putInt(key.length).putInt(value.length).flip());
                sha.update(key);
                sha.update(value);
            }
        }
        return ByteString.copyFrom(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
