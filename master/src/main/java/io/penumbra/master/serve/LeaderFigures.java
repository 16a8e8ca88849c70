package io.penumbra.master.serve;

import io.penumbra.master.state.Usage;
import io.penumbra.proto.ClusterView;
import io.penumbra.proto.GcView;

/**
 * What only the leader knows.
 *
 * @param content of the whole namespace
 */
record LeaderFigures(ClusterView cluster, Usage content, GcView gc) {}
