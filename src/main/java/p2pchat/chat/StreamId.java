package p2pchat.chat;

import p2pchat.model.NodeId;

/**
 * One attempt to stream to a member. Numbers are unique in a process, so events of an earlier stream are recognised.
 */
record StreamId(NodeId member, int attempt) {}
