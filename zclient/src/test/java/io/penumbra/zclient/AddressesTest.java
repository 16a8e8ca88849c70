package io.penumbra.zclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.port.Address;
import org.junit.jupiter.api.Test;

final class AddressesTest {
    @Test
    void aListOfMastersMayLeaveOutThePort() {
        assertThat(Addresses.parse("a:7001, b ,c:7002"))
                .containsExactly(
                        new Address("a", 7001), new Address("b", 7000), new Address("c", 7002));
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThatThrownBy(() -> Addresses.parse("a:port"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a:port");
    }

    @Test
    void zooKeeperIsNamedByItsScheme() {
        assertThat(Addresses.areOfZooKeeper("zk://h:2181")).isTrue();
        assertThat(Addresses.areOfZooKeeper("h:7000")).isFalse();
        assertThat(Addresses.zooKeeperServers("zk://h:2181,g:2181")).isEqualTo("h:2181,g:2181");
    }
}
