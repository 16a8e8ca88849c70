/** A small HTTP port beside a process's own, for those who watch it. */
@NullMarked
package io.penumbra.platform.http;

import org.jspecify.annotations.NullMarked;
