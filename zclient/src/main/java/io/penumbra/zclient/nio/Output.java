package io.penumbra.zclient.nio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;

/**
 * What is written through {@code java.nio.file}. It takes effect when it is closed, unless
 * something that was written before has failed.
 */
final class Output extends OutputStream {
    private final PenumbraPath path;
    private final OutputStream target;
    private final Refusals.Action effect;
    private boolean failed;
    private boolean closed;

    /**
     * @param effect what makes all of it visible
     */
    Output(PenumbraPath path, OutputStream target, Refusals.Action effect) {
        this.path = path;
        this.target = target;
        this.effect = effect;
    }

    @Override
    public void write(int b) throws IOException {
        going(() -> target.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        going(() -> target.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        going(target::flush);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (!failed) {
                going(effect);
            }
        } finally {
            closed = true;
            target.close();
        }
    }

    private void going(Refusals.Action action) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        boolean wentWell = false;
        try {
            Refusals.mappedAction(path, action);
            wentWell = true;
        } finally {
            failed = failed || !wentWell;
        }
    }
}
