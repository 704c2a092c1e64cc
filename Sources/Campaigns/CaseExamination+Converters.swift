internal import Crossbars
internal import GoldenData
internal import LinearAlgebra
internal import SpiceSolving

extension CaseExamination {
  /// What is wrong with the stored outputs of converters, judged by their closed forms.
  ///
  /// - Parameters:
  ///   - item: The case as it is stored.
  ///   - crossbar: Its array.
  ///   - bounds: What a result must show.
  ///   - opinion: The currents of the nodal solver, in amperes; *batch × columns*.
  /// - Returns: One line, or nil if nothing is wrong.
  func converterFinding(
    _ item: GoldenCase, _ crossbar: Crossbar, _ bounds: EvidenceBounds, opinion: Matrix
  ) -> String? {
    func stored(_ name: String, _ columns: Int) -> Matrix? {
      item.quantities.first { $0.name == name && $0.shape == [item.batch, columns] }.map {
        Matrix(rows: item.batch, columns: columns, elements: $0.values)
      }
    }
    typealias Name = CircuitSolution.QuantityName
    let periphery = crossbar.technology.periphery
    let converters = crossbar.converterCount
    let samples = periphery.stochastic?.samples ?? 1
    let amplifiers = stored(Name.amplifiers, item.columns)
    let differences = stored(Name.differences, crossbar.pairCount)
    let codes = stored(Name.codes, converters)
    let means = stored(Name.means, converters)
    let sampleMeans = stored(Name.sampleMeans, converters * samples)
    let decisions = stored(Name.decisions, converters)
    guard (amplifiers != nil) == (periphery.amplifier != nil),
      (differences != nil) == (periphery.difference != nil),
      (codes != nil) == (periphery.adc != nil),
      (means != nil) == (periphery.stochastic != nil),
      (sampleMeans != nil) == (samples > 1),
      (decisions != nil) == (periphery.senseAmplifier != nil),
      converters == 0 || item.deviations.suitConverters(of: crossbar)
    else { return "the stored quantities are not those of the technology's converters" }
    let scale = (item.columnCurrents.elements + opinion.elements).largestMagnitude
    let judge = ConverterJudge(
      crossbar: crossbar, simulated: item.columnCurrents, opinion: opinion,
      bound: bounds.secondSolver * scale)
    do {
      _ = try judge.judge(
        amplifiers: amplifiers, differences: differences, converters: codes ?? means ?? decisions,
        samples: sampleMeans)
      return nil
    } catch {
      return error.reason
    }
  }
}

extension ArrayDeviations {
  /// Whether what deviates behind the columns has the shape that the technology asks for.
  fileprivate func suitConverters(of crossbar: Crossbar) -> Bool {
    parts.allSatisfy { part in
      self[part]?.shape
        == part.shape(
          rows: crossbar.rows, columns: crossbar.columns, technology: crossbar.technology)
    }
  }
}
