import Reports
import TestSupport
import Testing

@Suite struct FigureTests {
  @Test func `errors of a series follow their definitions`() {
    let series = CurrentSeries(name: "s", reference: [3, 4], model: [3, 4.5])
    // RMS of the error 0.5/√2 over RMS of the reference 5/√2; worst 0.5 of 4.
    let rounding = Tolerance(relative: 1e-15)
    #expect(rounding.admits(series.relativeError, reference: 0.1))
    #expect(rounding.admits(series.worstError, reference: 0.125))
  }

  @Test func `an error without a reference current is infinite, and none is none`() {
    #expect(CurrentSeries(name: "s", reference: [0, 0], model: [0, 1]).relativeError == .infinity)
    #expect(CurrentSeries(name: "s", reference: [0, 0], model: [0, 0]).relativeError == 0)
  }

  @Test(arguments: [1, 2, 1500, 1501, 10_000])
  func `a thinned plot keeps the worst current`(count: Int) {
    let reference = (0..<count).map { 1e-6 * Double($0 + 1) }
    var model = reference
    let worst = count * 7 / 11
    model[worst] += 1e-3
    let plot = ParityPlot(
      series: [CurrentSeries(name: "s", reference: reference, model: model)],
      referenceName: "SPICE", modelName: "model")
    let points = plot.script.split(separator: "\n").filter { $0.first?.isNumber == true }
    #expect(points.count <= 1501)
    // The full scale of the reference sets the unit, so the worst point is recognized by its
    // distance from the diagonal: 1 mA against at most 10 mA of rounding-free equality elsewhere.
    let distances = points.map { line in
      let pair = line.split(separator: " ").compactMap { Double($0) }
      return (pair[1] - pair[0]).magnitude
    }
    #expect(distances.count { $0 > 0 } == 1)
  }

  @Test func `a histogram counts every error`() {
    let reference = (0..<1000).map { Double($0 + 1) }
    let model = reference.map { $0 + ($0.truncatingRemainder(dividingBy: 7) - 3) }
    let script = ErrorHistogram(
      series: [CurrentSeries(name: "s", reference: reference, model: model)]
    ).script
    let shares = script.split(separator: "\n").filter { line in
      line.first.map { $0.isNumber || $0 == "-" } == true
    }.compactMap { Double($0.split(separator: " ")[1]) }
    // The shares are percentages of thousandths, summed over 41 bins.
    #expect(Tolerance(relative: 1e-12).admits(shares.reduce(0, +), reference: 100))
  }

  @Test func `a name cannot leave its gnuplot string`() {
    let name = "it's'\nsystem('true')"
    let script = ErrorHistogram(series: [CurrentSeries(name: name, reference: [1], model: [1])])
      .script
    #expect(script.contains("title 'it''s'' system(''true'')'"))
  }
}
