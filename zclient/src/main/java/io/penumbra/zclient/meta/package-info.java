/**
 * Talking to whoever leads: finding it, one stream of calls, sessions, retries with one sequence.
 */
@NullMarked
package io.penumbra.zclient.meta;

import org.jspecify.annotations.NullMarked;
