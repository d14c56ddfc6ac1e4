/** What outlives the process: folders, locks and SQLite files, behind the ports of the rooms that need them. */
@NullMarked
package p2pchat.storage;

import org.jspecify.annotations.NullMarked;
