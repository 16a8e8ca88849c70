package io.penumbra.testkit.coordinator;

import io.penumbra.core.port.Coordinator.Registration;
import java.time.Duration;
import java.util.Arrays;

/** An ephemeral node that comes back whenever it goes, until closed. */
final class FakeRegistration implements Registration {
    private static final Duration RETRY = Duration.ofMillis(500);

    private final FakeCoordinator client;
    private final String path;
    private final Watch watch;
    private byte[] content;
    private boolean closed;

    FakeRegistration(FakeCoordinator client, String path, byte[] content) {
        this.client = client;
        this.path = path;
        this.content = content.clone();
        this.watch = new Watch(client.ensemble(), client, path, false, _ -> ensureUnlessThere());
    }

    private void ensureUnlessThere() {
        var found = client.ensemble().tree().read(path);
        if (found.isEmpty() || !Arrays.equals(found.get().content(), content)) {
            ensure();
        }
    }

    /** Puts the node there; as long as another session owns it, tries again. */
    void ensure() {
        if (closed) {
            return;
        }
        client.ask(
                session -> client.ensemble().putEphemeral(session, path, content),
                there -> {
                    if (!there && !client.isClosed()) {
                        client.process().clock().schedule(RETRY, this::ensure);
                    }
                });
    }

    @Override
    public void update(byte[] newContent) {
        content = newContent.clone();
        ensure();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            watch.close();
            client.forget(this);
            remove();
        }
    }

    private void remove() {
        client.ask(
                session -> {
                    client.ensemble().removeEphemeral(session, path);
                    return true;
                },
                gone -> {
                    if (!gone && !client.isClosed()) {
                        client.process().clock().schedule(RETRY, this::remove);
                    }
                });
    }
}
