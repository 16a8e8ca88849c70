package io.penumbra.master.depot;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An archive that takes the place of another: what is needed of the old one is moved over. */
final class Moving implements Archive {
    private static final Logger log = LoggerFactory.getLogger(Moving.class);
    private static final int BUFFER_BYTES = 256 << 10;

    private final Archive now;
    private final Archive old;

    Moving(Archive now, Archive old) {
        this.now = now;
        this.old = old;
    }

    @Override
    public Writing create() throws IOException {
        return now.create();
    }

    @Override
    public InputStream open(String name) throws IOException {
        try {
            return now.open(name);
        } catch (IOException e) {
            if (old.names().contains(name)) {
                return old.open(name);
            }
            throw e;
        }
    }

    @Override
    public List<String> names() throws IOException {
        var names = new TreeSet<>(now.names());
        names.addAll(old.names());
        return List.copyOf(names);
    }

    @Override
    public void delete(String name) throws IOException {
        now.delete(name);
        old.delete(name);
    }

    @Override
    public void dropUnfinished() throws IOException {
        now.dropUnfinished();
        old.dropUnfinished();
    }

    /** One item at a time; the old one's goes when the new one has it. */
    @Override
    public Set<ServerId> keep(List<Label> needed) throws IOException {
        var left = old.names();
        var next = needed.stream().filter(label -> left.contains(label.name())).findFirst();
        if (next.isPresent()) {
            move(next.get());
        }
        return now.keep(needed.stream().filter(label -> !left.contains(label.name())).toList());
    }

    private void move(Label label) throws IOException {
        try (var in = old.open(label.name());
                var writing = now.create()) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                writing.write(buffer, 0, read);
            }
            writing.finish(label);
        }
        old.delete(label.name());
        log.info("{} has moved to the chunkservers", label.name());
    }
}
