internal import ArrayStorage
internal import Configuration
public import Foundation

extension ReportPage {
  /// Writes every figure of a study as a file of its own, for other documents.
  ///
  /// - Parameters:
  ///   - folder: The folder, which is made where there is none; files of the figures' names are replaced.
  ///   - gnuplot: The program that draws the figures.
  /// - Throws: `UnavailableError` if gnuplot is missing or fails, or a file cannot be written.
  public func writeFigures(to folder: URL, drawnWith gnuplot: Gnuplot = Gnuplot()) async throws {
    try OutputFolder.make(folder)
    for figure in sections.flatMap(\.studyFigures) {
      try await figure.write(
        to: folder.appendingPathComponent(figure.fileName), heading: figure.title,
        drawnWith: gnuplot)
    }
  }
}

extension ReportSection {
  /// The figures that show a study.
  fileprivate var studyFigures: [StudyFigure] {
    blocks.flatMap { block -> [any Figure] in
      switch block {
      case .figure(let figure): [figure]
      case .figures(let figures): figures
      case .paragraph, .table: []
      }
    }.compactMap { $0 as? StudyFigure }
  }
}
