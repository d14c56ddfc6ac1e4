/** The program as people run it: real processes that talk, leave, are killed, are frozen, and come back. */
package p2pchat.process;
