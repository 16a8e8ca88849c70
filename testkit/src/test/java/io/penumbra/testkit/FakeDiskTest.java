package io.penumbra.testkit;

import io.penumbra.core.port.Disk;
import io.penumbra.testkit.contract.DiskContract;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;

final class FakeDiskTest extends DiskContract {
    private final FakePlatter platter = new FakePlatter();

    @Override
    protected Disk open() {
        return new FakeDisk(platter);
    }
}
