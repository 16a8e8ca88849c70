package io.penumbra.platform.zookeeper;

import io.penumbra.platform.process.FaultHandler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * A server's log and snapshots. Without its failure told, a server that lost its disk would go on
 * listening, or try in vain for ever.
 */
final class WatchedFiles extends FileTxnSnapLog {
    private final FaultHandler faults;
    private volatile boolean closing;

    WatchedFiles(Path directory, FaultHandler faults) throws IOException {
        super(directory.toFile(), directory.toFile());
        this.faults = faults;
    }

    /** From now on files may be closed under who writes. */
    void closing() {
        closing = true;
    }

    @Override
    public boolean append(Request request) throws IOException {
        try {
            return super.append(request);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void commit() throws IOException {
        try {
            super.commit();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void rollLog() throws IOException {
        try {
            super.rollLog();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public File save(DataTree tree, ConcurrentHashMap<Long, Integer> sessions, boolean isSynced)
            throws IOException {
        try {
            return super.save(tree, sessions, isSynced);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException why) {
        if (!closing) {
            throw faults.fatal("the embedded ZooKeeper cannot write", why);
        }
        return why;
    }
}
