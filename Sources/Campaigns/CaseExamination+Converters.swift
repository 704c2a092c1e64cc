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
    func stored(_ name: String) -> Matrix? {
      item.quantities.first { $0.name == name && $0.shape == [item.batch, item.columns] }.map {
        Matrix(rows: item.batch, columns: item.columns, elements: $0.values)
      }
    }
    typealias Name = CircuitSolution.QuantityName
    let periphery = crossbar.technology.periphery
    let amplifiers = stored(Name.amplifiers)
    let codes = stored(Name.codes)
    let means = stored(Name.means)
    guard (amplifiers != nil) == (periphery.amplifier != nil),
      (codes != nil) == (periphery.adc != nil),
      (means != nil) == (periphery.stochastic != nil)
    else { return "the stored quantities are not those of the technology's converters" }
    let scale = (item.columnCurrents.elements + opinion.elements).largestMagnitude
    let judge = ConverterJudge(
      crossbar: crossbar, simulated: item.columnCurrents, opinion: opinion,
      bound: bounds.secondSolver * scale)
    do {
      _ = try judge.judge(amplifiers: amplifiers, converters: codes ?? means)
      return nil
    } catch {
      return error.reason
    }
  }
}
