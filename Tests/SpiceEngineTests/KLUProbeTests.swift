import SpiceEngine
import SpiceProtocol
import Testing

struct KLUProbeTests {
  private func isPassed(
    _ lines: [String], current: Double = -0.5e-3, failure: SpiceError.Code? = nil
  ) -> Bool {
    let outcome = WorkerMessage.Outcome(
      sequence: 0, failure: failure, matrixSolver: TranscriptVerdict(lines).matrixSolver,
      vectorCount: 2, pointCount: 1, transcript: lines)
    return KLUProbe.isPassed(outcome, values: [current, 0.5].withUnsafeBytes { Array($0) })
  }

  @Test func `a library that names KLU and solves the ladder has it`() {
    #expect(isPassed(["stdout Circuit: KLU?", "stdout Using KLU as Direct Linear Solver"]))
  }

  @Test func `a library that names another solver, or none, has no KLU`() {
    #expect(!isPassed(["stdout Circuit: KLU?", "stdout Using SPARSE 1.3 as Direct Linear Solver"]))
    // ngspice 39 accepts the option without a word; the title is the deck's, not the library's.
    #expect(!isPassed(["stdout Circuit: using klu", "stdout No. of Data Rows : 1"]))
  }

  @Test func `a KLU that is wrong or fails is not used`() {
    let lines = ["stdout Using KLU as Direct Linear Solver"]
    #expect(!isPassed(lines, current: -0.6e-3))
    #expect(!isPassed(lines, failure: .singular))
  }

  @Test func `an iterate out of range is made good by stepping that completes, and only so`() {
    let error = "stderr Error: -2.2e+22 out of range for cosh"
    let start = "stderr Note: Starting dynamic gmin stepping"
    let completed = "stderr Note: Dynamic gmin stepping completed"
    #expect(TranscriptVerdict([error, start, completed]).failure == nil)
    #expect(TranscriptVerdict([error, start, completed]).path == .homotopy)
    #expect(TranscriptVerdict([error]).failure != nil)
    #expect(TranscriptVerdict([error, start]).failure != nil)
    #expect(TranscriptVerdict([error, start, completed, error]).failure != nil)
  }
}
