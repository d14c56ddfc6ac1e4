/**
 * Who may do what in a network (protocol 2.13): a growing graph of signed statements, and the judgement over it. The
 * signatures are verified at the edge, before a statement comes here.
 */
@NullMarked
package p2pchat.roster;

import org.jspecify.annotations.NullMarked;
