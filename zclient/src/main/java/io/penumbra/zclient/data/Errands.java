package io.penumbra.zclient.data;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Command;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;

/**
 * Commands that nobody waits for: when one does not get through, the end of the session does the
 * same.
 */
record Errands(MasterClient master, Caller self, Threads threads) {
    void send(String name, Command command, ClientId holder) {
        threads.virtual(
                name,
                () -> {
                    try {
                        var _ = master.command(command, holder, self);
                    } catch (IOException | RefusedException e) {
                        return; // the end of the session does it
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
