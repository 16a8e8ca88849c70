/** The cluster itself over HTTP: who is there, what the master decided, what is to be done. */
@NullMarked
package io.penumbra.gateway.cluster;

import org.jspecify.annotations.NullMarked;
