import Foundation
import SpiceProtocol

// A worker without a simulator. Its first argument says how it greets, and the words after the
// title of a job's deck say what it does: so every edge of the workers' diagram can be walked.
let answers = dup(STDOUT_FILENO)
signal(SIGINT, SIG_IGN)
signal(SIGPIPE, SIG_IGN)
var channel = FrameChannel(reading: STDIN_FILENO, writing: answers)
var protocolVersion = spiceProtocolVersion
var simulator = SimulatorVersion(name: "fake", version: "fake-1", hasKLU: false)
let greeting = CommandLine.arguments.dropFirst().first ?? "hello"

switch greeting {
case "mute":
  while true { sleep(60) }
case "mute-once":
  // The file remembers that an earlier process has been here.
  let mark = CommandLine.arguments[2]
  if !FileManager.default.fileExists(atPath: mark) {
    _ = FileManager.default.createFile(atPath: mark, contents: nil)
    while true { sleep(60) }
  }
case "dead":
  FileHandle.standardError.write(Data("the library is missing\n".utf8))
  exit(3)
case "foreign": protocolVersion += 1
case "babbling": try channel.write(Array("Hello, I am no worker at all.\n".utf8))
case "klu": simulator.hasKLU = true
default: break
}
try channel.send(
  WorkerMessage.hello(
    .init(protocolVersion: protocolVersion, processID: getpid(), simulator: simulator)
  ).frame)

/// Whether a file did not exist yet; it does from now on.
func isFirst(_ path: String) -> Bool {
  open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600) >= 0
}

var jobsBefore = 0
while let frame = try channel.receive() {
  guard case .job(let job, let deck) = try WorkerMessage(frame) else { exit(76) }
  let words = String(decoding: deck, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    .map(String.init)
  var order = words.first ?? "obey"
  if order == "once", !isFirst(words[2]) { order = "obey" }
  if order == "once" { order = words[1] }
  if order == "used" { order = jobsBefore > 0 ? words[1] : "obey" }

  var outcome = WorkerMessage.Outcome(
    sequence: job.sequence, failure: nil, vectorCount: job.vectors.count,
    pointCount: job.pointCount, transcript: ["stdout fake"], residentBytes: 1 << 20)
  var values = (0..<(job.vectors.count * job.pointCount)).map { Double($0) }
  switch order {
  case "pid": values = values.map { _ in Double(getpid()) }
  case "past": values = values.map { _ in Double(jobsBefore) }
  case "nap": usleep(100_000)
  case "meet":
    // Answers once the worker of the other job is here, too.
    _ = isFirst(words[1])
    while access(words[2], F_OK) != 0 { usleep(1000) }
  case "too-few-vectors": outcome.vectorCount -= 1
  case "too-few-points": outcome.pointCount -= 1
  case "fewer-points":
    outcome.pointCount -= 1
    values.removeLast(job.vectors.count)
  case "more-points":
    outcome.pointCount += 1
    values += values.prefix(job.vectors.count)
  case "too-few-values": values.removeLast()
  case "nan": values[0] = .nan
  case "infinity": values[0] = .infinity
  case "klu": outcome.matrixSolver = .klu
  case "fallback": outcome.path = .transientFallback
  case "homotopy": outcome.path = .homotopy
  case "wrong-sequence": outcome.sequence += 1
  case "hello-again":
    try channel.send(
      WorkerMessage.hello(
        .init(protocolVersion: protocolVersion, processID: getpid(), simulator: simulator)
      ).frame)
  case "hang": while true { sleep(60) }
  case "stop": raise(SIGSTOP)
  case "crash":
    FileHandle.standardError.write(Data("about to crash\n".utf8))
    abort()
  case "quit": exit(0)
  case "half":
    try channel.write([200, 0, 0, 0, 10, 0, 0, 0, UInt8(ascii: "{")])
    exit(0)
  case "babble": try channel.write(Array("Doing analysis at TEMP = 27\n".utf8))
  case "short-babble": try channel.write(Array("ab\n".utf8))
  case "noise":
    // Standard error may say what it likes, as much as it likes.
    for _ in 0..<2000 {
      FileHandle.standardError.write(Data("\(String(repeating: "noise ", count: 20))\n".utf8))
    }
  case "fat": outcome.residentBytes = 1 << 40
  case "poison":
    outcome.failure = .poisoned
    outcome.reason = "awaits to be detached"
    outcome.transcript = ["stderr process \(getpid()) cannot recover"]
  case "not-converged":
    outcome.failure = .notConverged
    outcome.reason = "op simulation(s) aborted"
  default: break
  }
  var payload: [UInt8] = []
  values.withUnsafeBytes { payload = Array($0) }
  try channel.send(WorkerMessage.outcome(outcome, values: payload).frame)
  if outcome.failure == .poisoned { exit(70) }
  jobsBefore += 1
}
