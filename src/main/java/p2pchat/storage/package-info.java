/** Persistence in directories, locks and SQLite files, behind the ports of the packages that need it. */
@NullMarked
package p2pchat.storage;

import org.jspecify.annotations.NullMarked;
