package io.penumbra.zclient;

/** What a file is opened for. */
public enum OpenMode {
    READ,
    WRITE,
    READ_WRITE;

    boolean reads() {
        return this != WRITE;
    }

    boolean writes() {
        return this != READ;
    }
}
