import CrossbarModels
import Crossbars
import Inference
import Records
import Synchronization
import Testing

/// What an evaluation tells of its stages before images pass through arrays.
@Suite struct StageProgressTests {
  private struct Count: Equatable {
    var done: Int
    var total: Int
  }

  @Test func `every stage is told from none to all of its pieces, and changes nothing`() throws {
    var technology = Technology(
      name: "bent",
      cell: Cell(
        device: SinhDevice(characteristicVoltage: 0.15), onResistance: 20e3, offResistance: 200e3),
      resistances: ArrayResistances(segments: 5, ends: 50), read: ReadConditions(voltage: 0.25))
    technology.variation.faults = CellFaults(stuckOnFraction: 0.01, stuckOffFraction: 0)
    var options = EvaluationOptions(solver: .fcm, technology: technology)
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    options.trials = 2
    options.threads = 2
    options.audit = 2
    let small = try SmallNetwork(images: 6)
    let silent = try small.evaluate(options).result
    let counts = Mutex<[String: [Count]]>([:])
    let told = try small.evaluate(
      options,
      stages: { stage, done, total in
        counts.withLock { $0[stage, default: []].append(Count(done: done, total: total)) }
      }
    ).result
    #expect(try silent.encoded() == told.encoded())
    let found = counts.withLock { $0 }
    let member = try #require(silent.fastModel?.name)
    for stage in [
      "calibration images", "model: arrays solved exactly", "model: linear", "model: \(member)",
      "ranges of layers", "programming of layers", "audit: outputs of layers",
      "audit: reads of layers",
    ] {
      let stages = try #require(found[stage], "nothing is told of \(stage)")
      #expect(stages.first?.done == 0 && stages.last?.done == stages.last?.total, "\(stage)")
      // One after the other, or from the beginning again.
      for (before, after) in zip(stages, stages.dropFirst()) {
        #expect(after.done >= before.done || after.done == 0, "\(stage): \(before), \(after)")
      }
    }
    // Three layers of two instances that differ.
    #expect(found["programming of layers"]?.last == Count(done: 6, total: 6))
  }
}
