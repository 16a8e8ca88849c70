/** ZooKeeper as a model: versions, sessions, watches, lost replies. */
@NullMarked
package io.penumbra.testkit.coordinator;

import org.jspecify.annotations.NullMarked;
