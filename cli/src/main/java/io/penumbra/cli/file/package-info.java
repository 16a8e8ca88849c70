/** Commands about files and directories. */
@NullMarked
package io.penumbra.cli.file;

import org.jspecify.annotations.NullMarked;
