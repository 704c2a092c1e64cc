import Foundation
import SpiceEngine
import SpiceProtocol

// The protocol gets a descriptor of its own, and whatever a C library prints to standard output
// lands in standard error: both before libngspice runs its first line.
let answers = dup(STDOUT_FILENO)
guard answers >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { exit(71) }
_ = fcntl(answers, F_SETFD, FD_CLOEXEC)
// Ctrl-C reaches the whole process group; the coordinator decides, and its end is ours.
signal(SIGINT, SIG_IGN)
signal(SIGPIPE, SIG_IGN)
exit(WorkerLoop(reading: STDIN_FILENO, writing: answers).run())
