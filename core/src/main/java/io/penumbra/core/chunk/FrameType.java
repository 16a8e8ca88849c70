package io.penumbra.core.chunk;

/** What a frame's payload is. */
public enum FrameType {
    /** Bytes of a file; the owner is its inode. */
    DATA(1),
    /** Bytes appended by one stream; the journal says where in the file they stand. */
    APPEND(2),
    /** The first frame of a system chunk: says what it is. */
    MANIFEST(3),
    /** Bytes of a system chunk. */
    SYSTEM(4);

    private final byte number;

    FrameType(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }

    static FrameType ofNumber(byte number) throws DamagedException {
        for (var type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new DamagedException("unknown frame type " + number);
    }
}
