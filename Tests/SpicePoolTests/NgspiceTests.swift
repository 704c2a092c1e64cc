import Foundation
import SpicePool
import SpiceProtocol
import TestSupport
import Testing

/// What libngspice does wrong, in a worker of its own.
@Suite struct NgspiceTests {
  // A solution of two equations: a few roundings.
  private let rounding = Tolerance(relative: 1e-14)

  @Test func `a divider gives its closed form and a clean transcript`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let result = try await pool.solve(.divider).solution()
      #expect(rounding.admits(result.vectors[0][0], reference: 0.5))
      #expect(rounding.admits(result.vectors[1][0], reference: -0.5e-3))
      #expect(result.path == .direct)
      #expect(result.simulator.version.hasPrefix("ngspice-"))
      #expect(result.simulator.name == "ngspice")
      #expect(result.transcript.contains { $0.contains("divider") })
      #expect(await pool.activity.histories == [[.starting, .idle, .busy, .idle]])
    }
  }

  @Test func `the names of vectors may be written in capitals`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      var job = SpiceJob.divider
      job.vectors = ["V(B)", "I(V1)"]
      let result = try await pool.solve(job).solution()
      #expect(rounding.admits(result.vectors[0][0], reference: 0.5))
    }
  }

  @Test func `an undefined parameter poisons its worker, and the next job succeeds elsewhere`()
    async throws
  {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let job = SpiceJob.op("undefined", "v1 a 0 1\nr1 a 0 {nothere}", "v(a)")
      let error = try await pool.solve(job).error()
      #expect(error.code == .poisoned)
      #expect(error.deckDigest == job.deckDigest && error.deckDigest.count == 64)
      #expect(error.transcript.contains { $0.contains("nothere") })
      #expect(error.earlierTranscripts.count == 1)
      _ = try await pool.solve(.divider).solution()
      let attempt: [WorkerState] = [.starting, .idle, .busy, .poisoned, .retired]
      #expect(
        await pool.activity.histories == [attempt + attempt + [.starting, .idle, .busy, .idle]])
    }
  }

  @Test func `a poisoned worker takes no other job down with it`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool(workers: 2)) { pool in
      let bad = SpiceJob.op("undefined", "v1 a 0 1\nr1 a 0 {nothere}", "v(a)")
      let solved = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<30 {
          group.addTask {
            guard case .solved = await pool.solve(number % 5 == 2 ? bad : .divider) else {
              return false
            }
            return true
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(solved == 24)
    }
  }

  @Test(arguments: [
    ("a loop of voltage sources", "v1 a 0 1\nv2 a 0 2\nr1 a 0 1k", SpiceError.Code.singular),
    ("a floating node", "v1 a 0 1\nr1 a 0 1k\nc1 a f 1p\nr2 f g 1k\nc2 g 0 1p", .singular),
    ("no convergence", "b1 a 0 v=v(a)>0.5?0:1\nr1 a 0 1k", .notConverged),
    ("an unknown model", "v1 a 0 1\nr1 a 0 1k\nq5 a 0 0 foo", .deckRejected),
    ("an unknown function", "v1 a 0 1\nb1 b 0 v=foo(v(a))\nr1 a b 1k", .deckRejected),
    ("a duplicate element", "v1 a 0 1\nr1 a b 1k\nr1 b 0 1k", .deckRejected),
    ("an unknown subcircuit", "v1 a 0 1\nx1 a 0 foo", .deckRejected),
    ("a resistor without value", "v1 a 0 1\nr1 a 0", .deckRejected),
    ("only a title", "", .deckRejected),
    ("only comments", "* r1 a 0 1k", .deckRejected),
    (
      "stepping", "v1 a 0 30\nr1 a b 1\nb1 b 0 i=1e-12*(exp(v(b)/0.02)-1)\n.options itl1=10",
      .unacceptablePath
    ),
    ("an overflow", "v1 a 0 1e308\nr1 a 0 1\nv2 b a 1e308\nr2 b 0 1", .notFinite),
  ])
  func `a bad circuit fails by its kind, and its worker goes on`(
    id: String, lines: String, code: SpiceError.Code
  ) async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let error = try await pool.solve(.op(id, lines, "v(a)", "v(b)")).error()
      #expect(error.code == code, "\(error)")
      _ = try await pool.solve(.divider).solution()
      #expect(await pool.activity.restarts == 0)
      #expect(await pool.activity.retries == 0)
    }
  }

  @Test func `a solution by source stepping is accepted where the job accepts it`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      var job = SpiceJob.op(
        "stepping",
        "v1 a 0 30\nr1 a b 1\nb1 b 0 i=1e-12*(exp(v(b)/0.02)-1)\n.options itl1=10 reltol=1e-9",
        "v(b)")
      job.acceptsHomotopy = true
      let result = try await pool.solve(job).solution()
      #expect(result.path == .homotopy)
      let voltage = result.vectors[0][0]
      // Kirchhoff's law at b; 1e-9 of .62 V is 3e-8 of the current at 20 mV per factor e.
      let current = 1e-12 * (exp(voltage / 0.02) - 1)
      #expect(Tolerance(relative: 1e-7).admits(current, reference: 30 - voltage))
    }
  }

  @Test func `a missing vector, a wrong length and no vector are three answers`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      var missing = SpiceJob.divider
      missing.vectors = ["v(b)", "v(nowhere)"]
      var long = SpiceJob.divider
      long.pointCount = 2
      var constant = SpiceJob.divider
      constant.vectors = ["pi"]
      for (job, code) in [
        (missing, SpiceError.Code.vectorMissing), (long, .vectorMalformed),
        (constant, .deckRejected),
      ] {
        let error = try await pool.solve(job).error()
        #expect(error.code == code)
      }
      #expect(await pool.activity.restarts == 0)
    }
  }

  @Test(arguments: [
    ".control\nshell touch MARK\n.endc", "*# shell touch MARK",
    " .CONTROL\nshell touch MARK\n.endc",
    ".include MARK", ".lib MARK", ".end\nr2 a 0 1k",
  ])
  func `a deck gives no commands and reads no files`(lines: String) async throws {
    let mark = unusedPath()
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let deck = "v1 a 0 1\nr1 a 0 1k\n" + lines.replacingOccurrences(of: "MARK", with: mark)
      let error = try await pool.solve(.op("commands", deck, "v(a)")).error()
      #expect(error.code == .deckRejected)
      #expect(!FileManager.default.fileExists(atPath: mark))
    }
  }

  @Test(arguments: [
    "shell touch MARK", "op; shell touch MARK", "op\nshell touch MARK", "op `touch MARK`",
    "dc v1 0 1", "dc v1 0 1 0", "dc v1 0 1 -1", "dc v1 0 inf 1", "run", "", "quit", "op x",
  ])
  func `an analysis is no command line`(analysis: String) async throws {
    let mark = unusedPath()
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      var job = SpiceJob.divider
      job.analysis = analysis.replacingOccurrences(of: "MARK", with: mark)
      let error = try await pool.solve(job).error()
      #expect(error.code == .deckRejected)
      #expect(!FileManager.default.fileExists(atPath: mark))
      _ = try await pool.solve(.divider).solution()
    }
  }

  @Test func `a deck gives the same bits in a fresh and in a used process`() async throws {
    let deck = try #require(ReferenceDeck.all.first { $0.name == "golden-4x4-sinh" })
    let job = SpiceJob(
      id: deck.name, deck: deck.text, analysis: "op",
      vectors: (0..<4).map { "i(vsense\($0))" } + ["v(w_2_3)"], pointCount: 1, deadlineSeconds: 60)
    let foreign = [
      SpiceJob.op(
        "foreign", "v1 a 0 1\nr1 a 0 1k tc1=.1\n.param vt=3\n.options reltol=.1 temp=90 gmin=1e-3",
        "v(a)"),
      .op("bad", "v1 a 0 1\nv2 a 0 2", "v(a)"), .op("worse", "q1 a b c nothing", "v(a)"),
    ]
    let fresh = try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      try await pool.solve(job).solution()
    }
    let used = try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      for job in foreign { _ = await pool.solve(job) }
      let first = try await pool.solve(job).solution()
      let second = try await pool.solve(job).solution()
      #expect(await pool.activity.restarts == 0)
      #expect(first.vectors == second.vectors)
      return second
    }
    #expect(used.vectors == fresh.vectors)
    #expect(used.transcript == fresh.transcript)
  }

  @Test(arguments: [SIGKILL, SIGSTOP])
  func `a worker that is struck in mid-job costs one attempt`(signal: Int32) async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      _ = try await pool.simulatorVersion()
      // 50 000 points keep ngspice busy for some tenths of a second; the deadline is far more, also
      // on a machine that is busy with other tests.
      let job = SpiceJob(
        id: "long", deck: "long\nv1 a 0 0\nr1 a b 1k\nr2 b 0 1k\n.end\n",
        analysis: "dc v1 0 50000 1", vectors: ["v(b)"], pointCount: 50_001, deadlineSeconds: 15)
      async let outcome = pool.solve(job)
      while await pool.activity.states != [.busy] { try await Task.sleep(for: .milliseconds(1)) }
      let worker = try #require(await pool.processIDs[0])
      kill(worker, signal)
      let result = try await outcome.solution()
      #expect(result.vectors[0].count == 50_001)
      #expect(await pool.activity.retries == 1)
    }
  }

  @Test func `a result of the size of a 64×64 array arrives whole`() async throws {
    // 8 192 dividers of their own ratio under 16 inputs: as many vectors as a 64×64 array has
    // nodes, in a deck of as many lines, without its cost of ordering.
    var deck = "many\nvidx idx 0 0\nbin a 0 v=pwl(v(idx),0,1,15,16)\n"
    for node in 1...8192 { deck += "ra\(node) a n\(node) 1k\nrb\(node) n\(node) 0 \(node)\n" }
    deck += ".options reltol=1e-9 abstol=1e-15 vntol=1e-12\n.end\n"
    let job = SpiceJob(
      id: "many", deck: deck, analysis: "dc vidx 0 15 1", vectors: (1...8192).map { "v(n\($0))" },
      pointCount: 16, deadlineSeconds: 300)
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let result = try await pool.solve(job).solution()
      try #require(result.vectors.count == 8192)
      let isRight = result.vectors.enumerated().allSatisfy { index, vector in
        vector.enumerated().allSatisfy { point, voltage in
          let resistance = Double(index + 1)
          let expected = Double(point + 1) * resistance / (1000 + resistance)
          // A sum of 8 192 currents in another order: 13 bits of rounding at most.
          return Tolerance(relative: 1e-11).admits(voltage, reference: expected)
        }
      }
      #expect(isRight)
    }
  }

  /// 1 kΩ and 1 pF behind a ramp of 1 ns.
  private func charging(
    end: Double = 2e-9, points: Int = 1000, vectors: [String] = ["time", "v(a)"]
  ) -> SpiceJob {
    SpiceJob(
      id: "charging", deck: "charging\nv1 in 0 dc 0 pwl(0 0 1n 1)\nr1 in a 1k\nc1 a 0 1p\n.end\n",
      analysis: "tran 1e-12 \(end) 0 1e-11", vectors: vectors, pointCount: points,
      deadlineSeconds: 30)
  }

  @Test func `a transient has the points that the simulator took`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let result = try await pool.solve(charging()).solution()
      let (times, voltages) = (result.vectors[0], result.vectors[1])
      // A largest step of 10 ps makes at least 200 of 2 ns.
      #expect(times.count == voltages.count && (201...1000).contains(times.count))
      #expect(times.first == 0 && times.last == 2e-9)
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
      // 1 − (e − 1)/e² with the default tolerances of the simulator and steps of τ/100.
      #expect(Tolerance(relative: 1e-3).admits(voltages.last ?? 0, reference: 0.7674558420651704))
      #expect(result.path == .direct)
    }
  }

  @Test func `a transient that fails is no answer, and its worker goes on`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      var jumping = charging()
      jumping.deck =
        "jumping\nv1 in 0 dc 0 pwl(0 0 1e-10 1)\nr1 in a 1k\nc1 a 0 1e-13\n"
        + "b1 a 0 i=v(a)>0.5?1e3*v(a)^2:0\n.options reltol=1e-9 vntol=1e-14 abstol=1e-17\n.end\n"
      var noTime = charging()
      noTime.analysis = "op"
      noTime.pointCount = 1
      for (job, code) in [
        (jumping, SpiceError.Code.notConverged), (charging(points: 100), .vectorMalformed),
        (charging(vectors: ["time", "v(nowhere)"]), .vectorMissing), (noTime, .deckRejected),
      ] {
        let error = try await pool.solve(job).error()
        #expect(error.code == code, "\(error)")
      }
      _ = try await pool.solve(.divider).solution()
      #expect(await pool.activity.restarts == 0)
    }
  }

  @Test func `the doctor learns the version and whether there is KLU`() async throws {
    let simulator = try await WorkerPool.inspect(BuiltExecutable.realPool())
    #expect(simulator.name == "ngspice")
    #expect(simulator.version.dropFirst(8).first?.isNumber == true)
  }
}
