package io.penumbra.shadow.node;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** An archive that does something before each step that its user takes. */
final class HaltingArchive implements Archive {
    private final Archive inner;
    private final Runnable beforeEach;

    HaltingArchive(Archive inner, Runnable beforeEach) {
        this.inner = inner;
        this.beforeEach = beforeEach;
    }

    @Override
    public Writing create() throws IOException {
        beforeEach.run();
        var writing = inner.create();
        return new Writing() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                beforeEach.run();
                writing.write(bytes, offset, length);
            }

            @Override
            public void finish(Label label) throws IOException {
                beforeEach.run();
                writing.finish(label);
            }

            @Override
            public void close() throws IOException {
                writing.close();
            }
        };
    }

    @Override
    public InputStream open(String name) throws IOException {
        beforeEach.run();
        return inner.open(name);
    }

    @Override
    public List<String> names() throws IOException {
        beforeEach.run();
        return inner.names();
    }

    @Override
    public void delete(String name) throws IOException {
        beforeEach.run();
        inner.delete(name);
    }

    @Override
    public void dropUnfinished() throws IOException {
        beforeEach.run();
        inner.dropUnfinished();
    }

    @Override
    public Set<ServerId> keep(List<Label> needed) throws IOException {
        beforeEach.run();
        return inner.keep(needed);
    }
}
