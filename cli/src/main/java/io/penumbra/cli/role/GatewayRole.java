package io.penumbra.cli.role;

import io.penumbra.core.port.Address;
import io.penumbra.gateway.GatewayProcess;
import io.penumbra.gateway.GatewaySettings;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.platform.settings.Settings;
import io.penumbra.platform.settings.SettingsException;
import java.io.IOException;

/** A gateway. */
final class GatewayRole implements RunningRole {
    private final GatewayProcess process;

    private GatewayRole(GatewayProcess process) {
        this.process = process;
    }

    static GatewayRole start(Settings settings, FaultHandler faults)
            throws IOException, SettingsException {
        var own = GatewaySettings.from(settings);
        settings.requireNothingLeft();
        var process = new GatewayProcess(own, faults);
        process.start();
        return new GatewayRole(process);
    }

    @Override
    public Address address() {
        return process.address();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
